// Waiting between two questions to an engine, which a signal ends.

import { abortable, backoff, type Clock } from "@skep/core/base";

/** Between two tries to reach an engine. */
const RETRY = {
  initialDelay: 100,
  maxDelay: 5_000,
  multiplier: 2,
  minDelay: 50,
  jitter: "full",
} as const;

export class Pauses {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #signal: AbortSignal;

  constructor(clock: Clock, random: () => number, signal: AbortSignal) {
    this.#clock = clock;
    this.#random = random;
    this.#signal = signal;
  }

  /** After so many tries that failed. */
  rest(attempt: number): Promise<void> {
    return this.pause(backoff(attempt, this.#random(), RETRY));
  }

  /** Never rejects: the signal ends it. */
  pause(delay: number, signal: AbortSignal = this.#signal): Promise<void> {
    return abortable(signal, (settle) => {
      const timer = this.#clock.schedule(delay, () => settle());
      return () => timer.cancel();
    }).catch(() => {});
  }
}
