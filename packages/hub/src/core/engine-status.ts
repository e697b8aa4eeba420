// Whether the engine is there; and when it comes back, that each channel is read on from where it was, before anything live is delivered.

import type { Channel } from "./channel.ts";
import type { Channels } from "./channels.ts";
import { ENGINE_PAUSE, type EffectQueue } from "./effect-queue.ts";
import type { Intake } from "./intake.ts";

/** Channels that are read on at once, so that an engine that has just come back is not flooded. */
const MOST_READS = 64;

export class EngineStatus {
  readonly #effectQueue: EffectQueue;
  readonly #channels: Channels;
  readonly #intake: Intake;
  /** The engine is away: what is published is refused. */
  isDown = false;
  /** It is away, or channels still have to be read on. */
  isDegraded = false;
  // Bound: the channels that clients have.
  #toRead: Channel[] = [];
  readonly #reading = new Set<Channel>();

  constructor(effectQueue: EffectQueue, channels: Channels, intake: Intake) {
    this.#effectQueue = effectQueue;
    this.#channels = channels;
    this.#intake = intake;
  }

  /** What was told and could not be taken yet belongs to a history that may be over. */
  down(): void {
    this.isDown = true;
    for (const channel of this.#channels.list()) channel.takeEarly();
    this.#become(true);
  }

  /** Messages may have been lost while it was away, of every channel. */
  up(): void {
    this.isDown = false;
    this.#become(true);
    for (const channel of this.#channels.list()) channel.becomeStale();
    this.#toRead = this.#stale();
    this.#reading.clear();
    this.#readOn();
  }

  /** Some channels could not be read on, and are tried again; while others are still being read, later. */
  retry(): void {
    if (this.isDown) return;
    if (this.#reading.size > 0) return this.retryLater();
    this.#toRead = this.#stale();
    this.#readOn();
  }

  /** The engine has answered what a channel has missed, or could not. */
  read(channel: Channel): void {
    this.#reading.delete(channel);
    // A hub that is not degraded reads on, too: channels that could not be read although the engine was there.
    if (this.isDegraded || this.#toRead.length > 0) this.#readOn();
    else if (channel.isStale) this.retryLater();
  }

  /** Something could not be read, and is asked for again after a pause. */
  retryLater(): void {
    this.#effectQueue.add({ type: "retry", after: ENGINE_PAUSE });
  }

  #readOn(): void {
    if (this.isDown) return;
    while (this.#reading.size < MOST_READS) {
      const channel = this.#toRead.pop();
      if (channel === undefined) break;
      // It may have been read since, or nobody has it any more.
      if (!channel.isStale || !this.#channels.has(channel)) continue;
      this.#reading.add(channel);
      this.#intake.mend(channel);
    }
    if (this.#reading.size === 0) this.#end();
  }

  #end(): void {
    if (this.#stale().length === 0) this.#become(false);
    else this.retryLater();
  }

  /** One that the engine does not tell yet is read on when it does. */
  #stale(): Channel[] {
    return this.#channels.list().filter(({ isStale, ring }) => isStale && ring !== undefined);
  }

  #become(isDegraded: boolean): void {
    if (isDegraded === this.isDegraded) return;
    this.isDegraded = isDegraded;
    this.#effectQueue.add({ type: "degraded" });
  }
}
