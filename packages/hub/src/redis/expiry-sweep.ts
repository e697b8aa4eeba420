// Drops what has ended of channels that nobody publishes to any more: a publish drops what is too old of its own channel, and then there is no other. Each
// hub sweeps the channels that it has published to.

import { type Clock, handled, type Timer } from "@skep/core/base";

/** What of a channel ends when. */
interface Due {
  readonly at: number;
  readonly lifetime: number;
}

/** Bound: 100,000 channels. Overflow: the one that was published to the longest ago is left to its end in Redis. */
const MOST = 100_000;

/** Milliseconds between two sweeps. */
const INTERVAL = 10_000;

/** Channels of one sweep, so that a sweep holds nobody up. The rest waits for the next one. */
const MOST_AT_ONCE = 1_000;

export class ExpirySweep {
  readonly #clock: Clock;
  readonly #drop: (channel: string) => Promise<boolean>;
  readonly #due = new Map<string, Due>();
  #timer: Timer | undefined;
  #isOver = false;

  /** `drop` resolves with true where something is left that has ended. */
  constructor(clock: Clock, drop: (channel: string) => Promise<boolean>) {
    this.#clock = clock;
    this.#drop = drop;
  }

  /** Something of this channel ends in so many milliseconds, and nothing later, unless it is said again. */
  add(channel: string, lifetime: number): void {
    if (this.#isOver) return;
    const { lifetime: before = 0 } = this.#due.get(channel) ?? {};
    // What a publish before had said may end later than what this one says.
    const longest = Math.max(before, lifetime);
    this.#due.delete(channel);
    this.#due.set(channel, { at: this.#clock.now() + longest, lifetime: longest });
    if (this.#due.size > MOST) this.#due.delete(this.#due.keys().next().value as string);
    this.#timer ??= this.#clock.schedule(INTERVAL, () => this.#sweep());
  }

  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#due.clear();
  }

  #sweep(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const ended = [...this.#due].filter(([, { at }]) => at <= now).slice(0, MOST_AT_ONCE);
    for (const [channel, { lifetime }] of ended) {
      this.#due.delete(channel);
      void handled(this.#dropOne(channel, lifetime));
    }
    if (this.#due.size > 0) this.#timer = this.#clock.schedule(INTERVAL, () => this.#sweep());
  }

  /** What could not be dropped, as Redis is away, is left to its end there. */
  async #dropOne(channel: string, lifetime: number): Promise<void> {
    if ((await this.#drop(channel)) && !this.#due.has(channel)) this.add(channel, lifetime);
  }
}
