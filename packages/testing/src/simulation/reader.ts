// Readers of an inbox or of a connection, of all the kinds that programs have. Each runs until it is stopped or nothing comes any more.

import type { BatchOptions, WaitOptions } from "@skep/core";
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

/** What is read, and who is told of it. */
export interface Reading {
  readonly from: Readable;
  readonly take: (values: readonly unknown[]) => void;
  /** A loop ended that nobody has left, or it threw. */
  readonly ended: (error: unknown) => void;
}

/** An inbox or a connection, as its readers see it. */
interface Readable extends AsyncIterable<unknown> {
  messages(options?: WaitOptions): AsyncIterable<unknown>;
  batches(options?: BatchOptions): AsyncIterable<readonly unknown[]>;
  tryRead(): unknown;
}

export class Reader {
  readonly kind: ReaderKind;
  readonly #world: World;
  readonly #reading: Reading;
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

  constructor(world: World, kind: ReaderKind, reading: Reading) {
    this.#world = world;
    this.kind = kind;
    this.#reading = reading;
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
      if (!this.#stopped) this.#end(undefined);
    } catch (error) {
      if (error !== ABORT || !this.isAborted) this.#end(error);
    }
    this.waits = false;
    this.isDone = true;
  }

  #end(error: unknown): void {
    this.#world.guard(() => this.#reading.ended(error));
  }

  get #messages(): AsyncIterator<unknown> {
    const { from } = this.#reading;
    const signal = this.#signal;
    const messages = signal === undefined ? from : from.messages({ signal });
    return messages[Symbol.asyncIterator]();
  }

  async #readBatches(max: number): Promise<void> {
    const { from, take } = this.#reading;
    const iterator = from.batches({ max, signal: this.#signal })[Symbol.asyncIterator]();
    await this.#loop(iterator, (batch) => take(batch));
  }

  async #readOne(): Promise<void> {
    const { take } = this.#reading;
    await this.#loop(this.#messages, (message) => take([message]));
  }

  async #loop<T>(iterator: AsyncIterator<T>, take: (value: T) => void): Promise<void> {
    this.#stop = () => void iterator.return?.();
    while (!this.#stopped) {
      this.waits = true;
      const { value, done } = await iterator.next();
      this.waits = false;
      if (done === true) return;
      take(value);
      if (this.kind === "leaves" && this.#world.random.chance(0.3)) this.#stopped = true;
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
      if (value !== undefined) this.#reading.take([value]);
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
