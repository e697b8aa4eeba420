// How a simulated user opens a pool: with the options of the seed, and listeners that misbehave.

import { Pool, type PoolEvent, type PoolEventMap, type PoolEventType } from "@skep/core";
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { hold } from "./hold.ts";
import type { PoolSimulation } from "./pool-simulation.ts";
import { register } from "./registering.ts";
import { sessionOf } from "./session-options.ts";
import {
  hearError,
  hearSession,
  hearWarning,
  loggerOf,
  noteEvent,
  throwSometimes,
} from "./telling.ts";

type Told = PoolEventMap[PoolEventType];

const NOTHING = { headers: true, status: true, readLimit: true };

export function openPool(simulation: PoolSimulation): Pool {
  const { world } = simulation;
  const { plan, random } = world;
  const pool = new Pool({
    transport: { name: "none", can: NOTHING, dial: () => Promise.reject() as never },
    clock: world.watchedClock,
    random: random.fork().next,
    environment: world.environment,
    signal: simulation.abort.signal,
    ...sessionOf(world),
    inbox: plan.inbox,
    dialing: plan.dialing,
    events: { capacity: plan.eventCapacity },
    logger: loggerOf(world),
  });
  for (const type of POOL_EVENT_TYPES)
    pool.addEventListener(type, (event) => {
      world.guard(() => hear(simulation, event));
      if (type !== "error") disturb(simulation, event);
    });
  return pool;
}

// --- what is told ---

function hear(simulation: PoolSimulation, event: Told): void {
  const { world } = simulation;
  const record: PoolEvent = noteEvent(simulation, event);
  if (record.type === "error") return hearError(record.error);
  if (record.type === "warning") return hearWarning(world, record.message, "discard");
  const generation = simulation.of(record.peer);
  hold(record.id === generation.id, "identity", () => record.id);
  hearSession(world, generation, record);
  if (record.type === "retired") checkRemaining(simulation, record.remaining);
}

function checkRemaining({ world }: PoolSimulation, remaining: number): void {
  const { length } = world.registered;
  hold(remaining === length, "figures", () => `${remaining} remaining, not ${length}`);
}

// --- what listeners do to the pool ---

function disturb(simulation: PoolSimulation, event: Told): void {
  const { world } = simulation;
  if (world.strikes("listener calls back")) callBack(simulation, event);
  throwSometimes(world);
}

function callBack(simulation: PoolSimulation, event: Told): void {
  const { world, leave } = simulation;
  if (!("peer" in event) || event.peer === undefined) return;
  const { peer } = event;
  const generation = simulation.of(peer);
  const what = world.random.pick(["redial", "redial", "remove", "connect", "stats"] as const);
  world.note(`${generation.name} calls back: ${what}`);
  if (what === "redial") peer.redial();
  if (what === "remove" && !generation.isRetired && !generation.isOver) {
    generation.lingering.hurry(world.now);
    leave(generation, peer.close());
  }
  if (what === "connect" && world.registered.length < world.plan.peers) register(simulation);
  if (what === "stats") simulation.pool.stats();
}
