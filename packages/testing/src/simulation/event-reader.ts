// A reader of `pool.events`: it must see what the listeners see, in order, or be told how much it missed.

import type { PoolEvent } from "@skep/core";
import { hold } from "./hold.ts";
import type { Simulation } from "./simulation.ts";

/** What is told, in one line. */
export function lineOf(event: PoolEvent): string {
  const { type, id = "", at, dial = 0 } = event as PoolEvent & { id?: string; dial?: number };
  return `${type} ${id} ${dial} ${at}`;
}

export class EventReader {
  readonly #simulation: Simulation;
  readonly #iterator: AsyncIterator<PoolEvent, undefined>;
  #index: number;
  isDone = false;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    this.#index = simulation.told.length;
    this.#iterator = simulation.world.pool.events[Symbol.asyncIterator]() as AsyncIterator<
      PoolEvent,
      undefined
    >;
    void this.#run();
  }

  stop(): void {
    void this.#iterator.return?.();
  }

  async #run(): Promise<void> {
    const { world } = this.#simulation;
    for (;;) {
      const { value, done } = await this.#iterator.next();
      if (done === true) break;
      world.guard(() => this.#take(value));
      if (world.random.chance(0.1))
        await new Promise<void>((resolve) => void world.clock.schedule(700, resolve));
    }
    this.isDone = true;
  }

  #take(record: PoolEvent): void {
    const { told, world } = this.#simulation;
    this.#index += record.missed ?? 0;
    if (record.missed !== undefined) world.reached.add("missed events");
    const expected = told[this.#index];
    hold(
      lineOf(record) === expected,
      "events in order",
      () => `${lineOf(record)}, not ${expected}`,
    );
    hold(Object.isFrozen(record), "events in order", () => "a record that can be changed");
    this.#index += 1;
  }
}
