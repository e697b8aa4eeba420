// When a silent link has to be given up: the rule of the design, written a second time, as a judge of the first.

import type { LivenessMode, Signal } from "@skep/core";

const DEFAULT_KEEPALIVE = 20_000;
const HIDDEN_KEEPALIVE = 75_000;
const DOUBT = 5_000;

/** Of one link, from `connected` on. */
export class Silence {
  readonly #mode: LivenessMode;
  readonly #timeout: number;
  /** The window of silence begins here or with what was heard last. */
  #since: number;
  #doubtedAt: number | undefined;
  #paused = false;
  #hidden: boolean;

  constructor(now: number, mode: LivenessMode, timeout: number | undefined, hidden: boolean) {
    this.#mode = mode;
    this.#timeout = timeout ?? DEFAULT_KEEPALIVE;
    this.#since = now;
    this.#hidden = hidden;
  }

  pause(): void {
    this.#paused = true;
    this.#doubtedAt = undefined;
  }

  resume(now: number): void {
    this.#paused = false;
    this.#since = now;
  }

  signal(signal: Signal, now: number, heardAt: number): void {
    const wasHidden = this.#hidden;
    if (signal === "hidden") this.#hidden = true;
    if (signal === "visible") this.#hidden = false;
    if (signal === "hidden" || signal === "offline" || signal === "frozen") return;
    const fresh = signal === "woken" || signal === "stalled" || (signal === "visible" && wasHidden);
    if (fresh) this.#since = now;
    if (this.#asks && !this.#paused && (fresh || this.#doubt(heardAt) === Infinity))
      this.#doubtedAt = now;
  }

  /**
   * When it is over if nothing is heard; infinite where silence is not judged. Whoever finds a backlog moved allows twice
   * the time from then on (decision 20), but a doubt does not wait for it.
   */
  deadline(heardAt: number, foundAt: number = -Infinity): number {
    if (this.#paused) return Infinity;
    const { allowed } = this;
    if (allowed === Infinity) return Infinity;
    const end = Math.max(Math.max(heardAt, this.#since) + allowed, foundAt + 2 * allowed);
    return Math.min(end, this.#doubt(heardAt) + DOUBT);
  }

  #doubt(heardAt: number): number {
    const at = this.#doubtedAt ?? Infinity;
    return heardAt < at ? at : Infinity;
  }

  get #asks(): boolean {
    return this.#mode === "ping" || (this.#mode === "probe" && !this.#hidden);
  }

  /** The silence that is allowed where nobody doubts the link. */
  get allowed(): number {
    if (this.#mode === "none") return Infinity;
    if (!this.#hidden || this.#mode === "ping") return this.#timeout;
    return this.#mode === "probe" ? Infinity : Math.max(this.#timeout, HIDDEN_KEEPALIVE);
  }
}
