// Readers of the inbox, of all the kinds that programs have. Each runs until it is stopped or the pool is closed.

import type { InboxMessage } from "@skep/core";
import { hold } from "./hold.ts";
import type { World } from "./world.ts";

const ABORT = new Error("The user reads no more.");

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
  readonly #controller = new AbortController();
  /** Half of them take no signal. */
  readonly #signal: AbortSignal | undefined;
  /** Milliseconds that one which is slow needs for a message. */
  readonly #pace: number;
  /** It waits in `next()`. */
  waits = false;
  /** Its loop has ended. */
  isDone = false;

  constructor(world: World, kind: ReaderKind, take: (messages: readonly InboxMessage[]) => void) {
    this.#world = world;
    this.kind = kind;
    this.#take = take;
    this.#signal = world.random.chance(0.5) ? this.#controller.signal : undefined;
    this.#pace = world.random.pick([1, 100, 2_000]);
    void this.#run();
  }

  /** What it waits for was taken back. */
  get isAborted(): boolean {
    return this.#signal?.aborted === true;
  }

  /** Gives up what it waits for, where it can. */
  abort(): void {
    if (this.#signal) this.#world.reached.add("aborted reads");
    this.#controller.abort(ABORT);
  }

  /** Leaves its loop, as `break` does. */
  stop(): void {
    this.#stopped = true;
    this.#stop();
  }

  async #run(): Promise<void> {
    try {
      if (this.kind === "batches") await this.#readBatches(Infinity);
      else if (this.kind === "small batches") await this.#readBatches(3);
      else if (this.kind === "many at once") await this.#readMany();
      else await this.#readOne();
    } catch (error) {
      const isRight = error === ABORT && this.isAborted;
      this.#world.guard(() => hold(isRight, "reads are taken back", () => String(error)));
    }
    this.waits = false;
    this.isDone = true;
  }

  get #messages(): AsyncIterator<InboxMessage, undefined> {
    const { inbox } = this.#world.pool;
    const signal = this.#signal;
    const messages = signal === undefined ? inbox : inbox.messages({ signal });
    return messages[Symbol.asyncIterator]();
  }

  async #readBatches(max: number): Promise<void> {
    const { inbox } = this.#world.pool;
    const iterator = inbox.batches({ max, signal: this.#signal })[Symbol.asyncIterator]();
    await this.#loop(iterator, (batch) => this.#take(batch));
  }

  async #readOne(): Promise<void> {
    const iterator = this.#messages;
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
    const iterator = this.#messages;
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
    return this.#world.rest(this.#pace);
  }
}
