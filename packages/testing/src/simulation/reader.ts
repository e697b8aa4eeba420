// Readers of the inbox, of all the kinds that programs have. Each runs until it is stopped or the pool is closed.

import type { InboxMessage } from "@skep/core";
import type { World } from "./world.ts";

export const READERS = [
  "fast",
  "slow",
  "batches",
  "small batches",
  "many at once",
  "leaves",
] as const;

export type ReaderKind = (typeof READERS)[number];

export class Reader {
  readonly kind: ReaderKind;
  readonly #world: World;
  readonly #take: (messages: readonly InboxMessage[]) => void;
  #stopped = false;
  #stop: () => void = () => {};
  /** It waits in `next()`. */
  waits = false;
  /** Its loop has ended. */
  isDone = false;

  constructor(world: World, kind: ReaderKind, take: (messages: readonly InboxMessage[]) => void) {
    this.#world = world;
    this.kind = kind;
    this.#take = take;
    void this.#run();
  }

  /** Leaves its loop, as `break` does. */
  stop(): void {
    this.#stopped = true;
    this.#stop();
  }

  async #run(): Promise<void> {
    if (this.kind === "batches") await this.#readBatches(Infinity);
    else if (this.kind === "small batches") await this.#readBatches(3);
    else if (this.kind === "many at once") await this.#readMany();
    else await this.#readOne();
    this.isDone = true;
  }

  async #readBatches(max: number): Promise<void> {
    const iterator = this.#world.pool.inbox.batches({ max })[Symbol.asyncIterator]();
    await this.#loop(iterator, (batch) => this.#take(batch));
  }

  async #readOne(): Promise<void> {
    const iterator = this.#world.pool.inbox[Symbol.asyncIterator]();
    await this.#loop(iterator, (message) => this.#take([message]));
  }

  async #loop<T>(iterator: AsyncIterator<T, undefined>, take: (value: T) => void): Promise<void> {
    this.#stop = () => void iterator.return?.();
    while (!this.#stopped) {
      this.waits = true;
      const { value, done } = await iterator.next();
      this.waits = false;
      if (done === true) return;
      take(value);
      if (this.kind === "leaves" && this.#world.random.chance(0.3)) break;
      if (this.kind === "slow") await this.#rest();
    }
    await iterator.return?.();
  }

  /** Three calls of `next()` open at a time. */
  async #readMany(): Promise<void> {
    const iterator = this.#world.pool.inbox[Symbol.asyncIterator]();
    this.#stop = () => void iterator.return?.();
    const one = async (): Promise<boolean> => {
      const { value } = await iterator.next();
      if (value !== undefined) this.#take([value]);
      return value !== undefined;
    };
    for (let goesOn = true; goesOn && !this.#stopped;) {
      this.waits = true;
      const got = await Promise.all([one(), one(), one()]);
      this.waits = false;
      goesOn = got.every(Boolean);
    }
  }

  #rest(): Promise<void> {
    const { clock, random } = this.#world;
    return new Promise((resolve) => void clock.schedule(random.pick([1, 100, 2_000]), resolve));
  }
}
