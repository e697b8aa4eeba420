// What time and the environment do in one step.

import type { Act } from "./act.ts";
import type { Action } from "../plan.ts";

const SIGNALS = ["online", "online", "offline", "visible", "hidden", "frozen", "woken"] as const;

/** Within so many milliseconds what is late has its turn. */
const AFTERWARDS = 2;

/** A machine or a loop that did not run: nothing fires meanwhile, and then all of it late. */
const gap =
  (least: number, most: number): Act =>
  async (simulation) => {
    const { clock, random } = simulation.world;
    const ms = least + random.int(most - least);
    simulation.world.late = ms;
    clock.jump(ms);
    simulation.world.ranAt = clock.now();
    for (const { line } of simulation.world.generations) line?.backlog.overslept(ms);
    await simulation.advance(AFTERWARDS);
  };

export const timeActs: Partial<Record<Action, Act>> = {
  "pass time": ({ world, advance }) => advance(world.random.pick([1, 20, 300, 1_500])),
  "next timer": ({ world, advance }) =>
    advance(Math.min(60_000, Math.max(0, (world.clock.next ?? world.now) - world.now))),
  "next macrotask": ({ advance }) => advance(0),
  "long time": ({ world, advance }) => advance(world.random.pick([5_000, 15_000, 60_000])),
  stall: gap(500, 9_000),
  sleep: gap(10_000, 200_000),
  "wall jump": ({ world }) => {
    world.clock.wallJump(world.random.pick([-3_600_000, 500, 60_000]));
    const { clamp } = world.watchedClock;
    if (clamp === 0) return;
    // It is taken for a sleep, and what is due is put off to the next turn of the clamped timers.
    world.late = clamp;
    world.ranAt = world.now;
  },
  signal: ({ world }) => world.signal(world.random.pick(SIGNALS)),
};
