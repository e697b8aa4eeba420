// How a simulated user opens a connection: with the options of its plan, and listeners that misbehave.

import { Connection, type SessionEventMap } from "@skep/core/connection";
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { QueueBook } from "./books/queue-book.ts";
import type { ConnectionSimulation } from "./connection-simulation.ts";
import { openLink } from "./gate.ts";
import { Generation } from "./generation.ts";
import { hold } from "./hold.ts";
import type { Host } from "./host.ts";
import { provide } from "./registering.ts";
import { sessionOf } from "./session-options.ts";
import { SessionWatch } from "./session-watch.ts";
import {
  hearError,
  hearSession,
  hearWarning,
  loggerOf,
  noteEvent,
  throwSometimes,
} from "./telling.ts";
import type { World } from "./world.ts";

/** What only the records of a pool have. */
const OF_POOLS = ["id", "peer", "remaining", "missed"];

type Told = SessionEventMap[keyof SessionEventMap];

/** A connection, and what is known of it. */
export interface Opened {
  readonly connection: Connection;
  readonly generation: Generation;
  readonly queueBook: QueueBook;
}

export function openConnection(simulation: ConnectionSimulation): Opened {
  const { world } = simulation;
  const [host] = world.hosts as readonly [Host];
  const isProvided = world.random.chance(0.3);
  const id = isProvided ? "connection" : `${host.origin}/feed?…`;
  const generation = new Generation(world, id, host);
  const connection = make(world, generation, isProvided);
  const queueBook = new QueueBook(world.plan);
  const isLow = (): boolean => queueBook.level(connection.stats()).isLow;
  generation.peer = connection;
  generation.watch = new SessionWatch(generation, world, isLow);
  generation.watch.look();
  world.generations.push(generation);
  world.note(`${generation.name} at ${host.origin}`);
  listen(simulation, generation, connection);
  return { connection, generation, queueBook };
}

function make(world: World, generation: Generation, isProvided: boolean): Connection {
  const { canary, plan, random } = world;
  const url = `${generation.host.origin}/feed?token=${canary}`;
  return new Connection({
    url: isProvided ? () => url : url,
    protocols: random.chance(0.3) ? ["one", canary] : [],
    headers: () => provide(world, generation),
    signal: generation.abort.signal,
    transport: generation.port,
    clock: world.watchedClock,
    random: random.fork().next,
    environment: world.environment,
    ...sessionOf(world),
    ...(world.opensLinks && { onOpen: (link) => openLink(world, generation, link) }),
    limit: plan.inbox.limit,
    maxPause: plan.inbox.maxPause,
    logger: loggerOf(world),
  });
}

function listen(
  simulation: ConnectionSimulation,
  generation: Generation,
  connection: Connection,
): void {
  const { world } = simulation;
  for (const type of POOL_EVENT_TYPES)
    connection.addEventListener(type, (event) => {
      world.guard(() => hear(simulation, generation, event));
      if (type !== "error") disturb(simulation, generation, connection);
    });
}

// --- what is told ---

function hear(simulation: ConnectionSimulation, generation: Generation, event: Told): void {
  const { world } = simulation;
  generation.watch?.look("retryIn" in event ? event.cause.kind : undefined);
  const record = noteEvent(simulation, event);
  const isOwn = event.target === generation.peer && !OF_POOLS.some((name) => name in event);
  hold(isOwn, "identity", () => Object.keys(event).join());
  if (record.type === "error") return hearError(record.error);
  if (record.type === "warning") return hearWarning(world, record.message, "for await");
  hearSession(world, generation, record);
}

// --- what listeners do to it ---

/** The session acts on it when it has told what it is telling. */
function redialLater({ watch }: Generation, connection: Connection): void {
  watch?.asked(0);
  connection.redial();
}

function disturb(
  simulation: ConnectionSimulation,
  generation: Generation,
  connection: Connection,
): void {
  const { world, leave } = simulation;
  if (world.strikes("listener calls back")) {
    const what = world.random.pick(["redial", "redial", "close", "stats"] as const);
    world.note(`${generation.name} calls back: ${what}`);
    if (what === "redial") redialLater(generation, connection);
    if (what === "stats") connection.stats();
    if (what === "close" && generation.isRetired) void connection.close();
    else if (what === "close" && !generation.isOver) {
      generation.lingering.hurry(world.now);
      leave(generation, connection.close());
    }
  }
  throwSometimes(world);
}
