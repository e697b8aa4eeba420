// Asks the broker for the newest positions of the subscribed channels now and then, and tells those that are ahead of what was told, as the chain does
// not show that the last message of a channel was lost; and those that are behind it, as the broker was set back then.

import type { Clock, Timer } from "@skep/core/base";
import type { Position } from "@skep/protocol";
import type { SubscribedChannels } from "./subscribed-channels.ts";

export interface TopCheckOptions {
  readonly clock: Clock;
  /** Milliseconds between the end of one comparison and the begin of the next. Default: 30,000. */
  readonly interval?: number | undefined;
  /** The most channels of one question. Default: 256. */
  readonly batch?: number | undefined;
  /** What is subscribed now. */
  readonly channels: () => readonly string[];
  /** The newest position of each of these channels, in their order; undefined where it is not known. It has to settle; a rejection ends the comparison. */
  readonly ask: (channels: readonly string[]) => Promise<readonly (Position | undefined)[]>;
  /** What was told. */
  readonly told: Pick<SubscribedChannels, "goBack" | "isBehind" | "last">;
  readonly tell: (channel: string, position: Position) => void;
}

/** Milliseconds that a message may be under way when its position is known already. */
const GRACE = 500;

export class TopCheck {
  readonly #options: TopCheckOptions;
  readonly #interval: number;
  readonly #batch: number;
  #timer: Timer | undefined;
  #isAsking = false;
  /** What is compared next; all channels where it is undefined. */
  #wanted: Set<string> | "all" | undefined;
  // Bound: the channels that are subscribed. What is ahead of what was told, and may still be under way.
  readonly #ahead = new Map<string, Position>();
  #grace: Timer | undefined;
  #isOver = false;

  constructor(options: TopCheckOptions) {
    this.#options = options;
    this.#interval = options.interval ?? 30_000;
    this.#batch = options.batch ?? 256;
    this.#wait();
  }

  /** Compares these channels now; by default all of them, as after a reconnect. */
  now(channels?: Iterable<string>): void {
    this.#want(channels);
    if (!this.#isAsking) this.#begin();
  }

  /** Asks and tells nothing any more. */
  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#grace?.cancel();
  }

  #want(channels: Iterable<string> | undefined): void {
    if (channels === undefined || this.#wanted === "all") this.#wanted = "all";
    else this.#wanted = new Set([...(this.#wanted ?? []), ...channels]);
  }

  #wait(): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.schedule(this.#interval, () => this.now());
  }

  #begin(): void {
    if (this.#isOver) return;
    this.#isAsking = true;
    this.#timer?.cancel();
    void this.#compareAll();
  }

  async #compareAll(): Promise<void> {
    while (this.#wanted !== undefined && !this.#isOver) {
      const wanted = this.#wanted;
      this.#wanted = undefined;
      await this.#compare(wanted).catch(() => {});
    }
    this.#isAsking = false;
    if (!this.#isOver) this.#wait();
  }

  /** Rejects where a question is not answered: the rest is asked for in its time. */
  async #compare(wanted: Set<string> | "all"): Promise<void> {
    const channels = wanted === "all" ? this.#options.channels() : [...wanted];
    for (let at = 0; at < channels.length && !this.#isOver; at += this.#batch) {
      const some = channels.slice(at, at + this.#batch);
      const last = some.map((channel) => this.#options.told.last(channel));
      const tops = await this.#options.ask(some);
      for (const [index, channel] of some.entries()) this.#look(channel, last[index], tops[index]);
    }
  }

  #look(channel: string, last: Position | undefined, top: Position | undefined): void {
    const { tell, told } = this.#options;
    if (this.#isOver || last === undefined || top === undefined) return;
    if (told.goBack(channel, last, top)) return tell(channel, top);
    if (!told.isBehind(channel, top)) return;
    this.#ahead.set(channel, top);
    this.#grace ??= this.#options.clock.schedule(GRACE, () => this.#tell());
  }

  #tell(): void {
    this.#grace = undefined;
    const ahead = [...this.#ahead];
    this.#ahead.clear();
    for (const [channel, top] of ahead)
      if (!this.#isOver && this.#options.told.isBehind(channel, top))
        this.#options.tell(channel, top);
  }
}
