// How a simulated user opens a pool: with the options of the seed, and listeners that misbehave.

import {
  type Logger,
  type PartialSessionOptions,
  Pool,
  type PoolEvent,
  type PoolEventMap,
  type PoolEventType,
} from "@skep/core";
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { lineOf } from "./event-reader.ts";
import { hold } from "./hold.ts";
import { kindOfMessage } from "./message.ts";
import { register } from "./registering.ts";
import type { Simulation } from "./simulation.ts";
import { PROBE } from "./wire.ts";
import type { World } from "./world.ts";

/** What a listener of a simulated user throws. */
const LISTENER = "The listener threw.";

export function openPool(simulation: Simulation): void {
  const { world } = simulation;
  const { fate, random } = world;
  const { fork } = { fork: random.fork() };
  world.pool = new Pool({
    transport: { name: "none", can: NOTHING, dial: () => Promise.reject() as never },
    clock: world.poolClock,
    random: fork.next,
    environment: world.environment,
    signal: simulation.abort.signal,
    ...sessionOf(world),
    inbox: fate.inbox,
    dialing: fate.dialing,
    events: { capacity: fate.eventCapacity },
    logger: loggerOf(world),
  });
  for (const type of POOL_EVENT_TYPES)
    world.pool.addEventListener(type, (event) => {
      world.guard(() => hear(simulation, event));
      if (type !== "error") disturb(simulation, event);
    });
}

const NOTHING = { headers: true, status: true, readLimit: true };

function sessionOf(world: World): PartialSessionOptions {
  const { session, probe } = world.fate;
  return {
    ...session,
    ...(world.wantsReady && { ready: (data) => kindOfMessage(data) === "r" }),
    ...(probe && {
      probe: { message: () => PROBE, isAnswer: (data) => kindOfMessage(data) === "a" },
    }),
  };
}

// --- what is told ---

type Told = PoolEventMap[PoolEventType];

function hear(simulation: Simulation, event: Told): void {
  const { world, told } = simulation;
  const record = event as unknown as PoolEvent;
  told.push(lineOf(record));
  world.reached.add(`event ${record.type}`);
  world.note(`${lineOf(record)} ${"retryIn" in record ? record.retryIn : ""}`);
  keepSecret(world, JSON.stringify(event, secretsOut));
  switch (record.type) {
    case "connected":
      return world.of(record.peer).announcements.connected(record);
    case "disconnected":
      world.reached.add(`disconnected ${record.cause.kind}`);
      return world.of(record.peer).announcements.disconnected(record);
    case "dialfailed":
      world.reached.add(`dialfailed ${record.cause.phase} ${record.cause.kind}`);
      return world.of(record.peer).announcements.dialFailed(record);
    case "retired":
      return world.of(record.peer).announcements.retired(record);
    case "overflow":
      world.reached.add(`lost ${record.why} ${record.policy}`);
      if (record.why === "overflow") world.isLosingUnread ||= world.isUnread;
      return world.of(record.peer).announcements.lost(record);
    case "error":
      return hold(String(record.error).includes(LISTENER), "no faults", () => String(record.error));
    case "warning":
      hold(
        world.isUnread && record.message.includes("discard"),
        "no warnings",
        () => record.message,
      );
      return world.warnedUnread();
  }
}

/** The peer is a handle and no fact; what the application's own code threw may say what it likes. */
function secretsOut(key: string, value: unknown): unknown {
  return key === "peer" ? undefined : value;
}

export function keepSecret(world: World, text: string): void {
  hold(!text.includes(world.canary), "secrets", () => text);
}

function loggerOf(world: World): Logger {
  const log = (message: string, context?: object): void => {
    world.guard(() => keepSecret(world, message + JSON.stringify(context)));
    if (world.strikes("listener throws")) throw new Error(LISTENER);
  };
  return { debug: log, info: log, warn: log, error: log };
}

// --- what listeners do to the pool ---

function disturb(simulation: Simulation, event: Told): void {
  const { world } = simulation;
  if (world.strikes("listener calls back")) callBack(simulation, event);
  if (world.strikes("listener throws")) throw new Error(LISTENER);
}

function callBack(simulation: Simulation, event: Told): void {
  const { world, leave } = simulation;
  if (!("peer" in event) || event.peer === undefined) return;
  const { peer } = event;
  const generation = world.of(peer);
  const what = world.random.pick(["redial", "redial", "remove", "connect", "stats"] as const);
  world.note(`${generation.name} calls back: ${what}`);
  if (what === "redial") peer.redial();
  if (what === "remove" && !generation.isRetired && !generation.isOver) {
    generation.hurry();
    leave(generation, peer.close());
  }
  if (what === "connect" && world.registered.length < world.fate.peers) register(simulation);
  if (what === "stats") world.pool.stats();
}
