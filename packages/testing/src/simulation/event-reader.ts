// A reader of `pool.events`: it must see what the listeners see, in order, or be told how much it missed.

import type { PoolEvent } from "@skep/core";
import { hold } from "./hold.ts";
import type { PoolSimulation } from "./pool-simulation.ts";

const ABORT = new Error("The user hears no more.");

/** What is told, in one line. */
export function lineOf(event: PoolEvent): string {
  const { type, id = "", at, dial = 0 } = event as PoolEvent & { id?: string; dial?: number };
  return `${type} ${id} ${dial} ${at}`;
}

export class EventReader {
  readonly #simulation: PoolSimulation;
  readonly #iterator: AsyncIterator<PoolEvent, undefined>;
  readonly #controller = new AbortController();
  #index: number;
  isDone = false;

  constructor(simulation: PoolSimulation) {
    this.#simulation = simulation;
    this.#index = simulation.told.length;
    const { events } = simulation.pool;
    const records = events.records({ signal: this.#controller.signal });
    this.#iterator = records[Symbol.asyncIterator]();
    void this.#run();
  }

  stop(): void {
    if (this.#simulation.world.random.chance(0.5)) void this.#iterator.return?.();
    else this.#controller.abort(ABORT);
  }

  async #run(): Promise<void> {
    const { world } = this.#simulation;
    for (;;) {
      const { value, done } = await this.#next();
      if (done === true) break;
      world.guard(() => this.#take(value));
      if (world.random.chance(0.1))
        await new Promise<void>((resolve) => void world.clock.schedule(700, resolve));
    }
    this.isDone = true;
  }

  /** Of an iterator that was taken back, the end. */
  async #next(): Promise<IteratorResult<PoolEvent, undefined>> {
    try {
      return await this.#iterator.next();
    } catch (error) {
      const isRight = error === ABORT && this.#controller.signal.aborted;
      this.#simulation.world.guard(() =>
        hold(isRight, "reads are taken back", () => String(error)),
      );
      return { value: undefined, done: true };
    }
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
