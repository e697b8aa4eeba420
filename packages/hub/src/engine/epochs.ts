// The epochs of the channels of one engine in memory. Whoever asks for that of a channel gets the same one until some channel is forgotten; from
// then on each has another: what comes back under a name has an epoch that the channel never had.

import { createHash } from "node:crypto";
import type { Clock } from "@skep/core/base";

export interface EpochSources {
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Characters of base64url: 96 bits, so that no two are the same by chance. */
const LENGTH = 16;

export class Epochs {
  /** Two engines, one after the other in one process, must not give the same epoch: chance, and the time. */
  readonly #engine: string;
  #forgotten = 0;

  constructor({ clock, random }: EpochSources) {
    this.#engine = `${clock.wall()} ${random()}`;
  }

  of(channel: string): string {
    const name = `${this.#engine} ${this.#forgotten} ${channel}`;
    return createHash("sha256").update(name).digest("base64url").slice(0, LENGTH);
  }

  /** A channel was forgotten. */
  next(): void {
    this.#forgotten++;
  }
}
