// Whether the engine is there; and when it comes back, that each channel is read on from where it was, before anything live is delivered.

import type { Channel } from "./channel.ts";
import type { Channels } from "./channels.ts";
import type { Delivery } from "./delivery.ts";
import { ENGINE_PAUSE, type EffectQueue } from "./effect-queue.ts";

/** Channels that are read on at once, so that an engine that has just come back is not flooded. */
const MOST_READS = 64;

export class EngineStatus {
  readonly #effectQueue: EffectQueue;
  readonly #channels: Channels;
  readonly #delivery: Delivery;
  /** The engine is away: what is published is refused. */
  isDown = false;
  /** It is away, or channels still have to be read on. */
  isDegraded = false;
  // Bound: the channels that clients have.
  #toRead: Channel[] = [];
  readonly #reading = new Set<Channel>();

  constructor(effectQueue: EffectQueue, channels: Channels, delivery: Delivery) {
    this.#effectQueue = effectQueue;
    this.#channels = channels;
    this.#delivery = delivery;
  }

  down(): void {
    this.isDown = true;
    this.#become(true);
  }

  /** Messages may have been lost while it was away, of every channel. */
  up(): void {
    this.isDown = false;
    this.#become(true);
    this.#toRead = this.#channels.list().filter(({ ring }) => ring !== undefined);
    for (const channel of this.#toRead) channel.isStale = true;
    // What was asked for before may have been answered before.
    for (const channel of this.#toRead) channel.mend = undefined;
    this.#reading.clear();
    this.#readOn();
  }

  /** Some channels could not be read on, and are tried again. */
  retry(): void {
    if (this.isDown || this.#reading.size > 0) return;
    this.#toRead = this.#stale();
    this.#readOn();
  }

  /** The engine has answered what a channel has missed, or could not. */
  read(channel: Channel): void {
    if (this.#reading.delete(channel)) this.#readOn();
  }

  #readOn(): void {
    if (this.isDown) return;
    while (this.#reading.size < MOST_READS) {
      const channel = this.#toRead.pop();
      if (channel === undefined) break;
      // It may have been read since, or nobody has it any more.
      if (!channel.isStale || !this.#channels.has(channel)) continue;
      this.#reading.add(channel);
      if (channel.mend === undefined) this.#delivery.mend(channel);
    }
    if (this.#reading.size === 0) this.#end();
  }

  #end(): void {
    if (this.#stale().length === 0) this.#become(false);
    else this.#effectQueue.add({ type: "retry", after: ENGINE_PAUSE });
  }

  #stale(): Channel[] {
    return this.#channels.list().filter(({ isStale }) => isStale);
  }

  #become(isDegraded: boolean): void {
    if (isDegraded === this.isDegraded) return;
    this.isDegraded = isDegraded;
    this.#effectQueue.add({ type: "degraded" });
  }
}
