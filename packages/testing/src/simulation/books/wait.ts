// The wait between two dials: how long it may be told to be, and when the dial may and must come.

import type { RetryOptions } from "@skep/core";
import type { StepInput } from "@skep/core/worker";
import { hold } from "../hold.ts";

const EPSILON = 1e-3;
/** A signal cuts a wait to this. */
const WAKE_WINDOW = 500;
/** Waits of dials that fail soon after a signal are no longer than this. */
const SETTLING_WINDOW = 2_000;

/** What the window of a wait depends on. */
export interface Ended {
  readonly attempt: number;
  /** `soon`: a signal met the dial; `settling`: it came a moment before; `either`: just then settling ends. */
  readonly pace: "backoff" | "settling" | "soon" | "either";
  /** Milliseconds that the server asked for. */
  readonly asked: number;
  readonly retryIn: number | undefined;
  /** It is to last until the inbox has room. */
  readonly full: boolean;
}

export class Wait {
  readonly #retry: RetryOptions;
  /** The page is about to stop, and has not come back. */
  frozen = false;
  #earliest = 0;
  #latest = Infinity;
  /** What holds when the inbox has room again. */
  #latestThen = Infinity;
  #notBefore = 0;
  #full = false;
  /** What follows it may be held while the origin is down: nobody asked for it. */
  isAutomatic = true;

  constructor(retry: RetryOptions) {
    this.#retry = retry;
  }

  /** Before anything is told of it. */
  begin(now: number, { type, signal }: StepInput): void {
    this.#earliest = now;
    this.#notBefore = now;
    this.#full = false;
    this.frozen = signal === "frozen";
    this.isAutomatic = type !== "signal";
    const window = type === "signal" ? WAKE_WINDOW : this.#retry.maxDelay;
    this.#latest = this.frozen ? Infinity : now + window;
  }

  /** The user wants a dial, which has to keep its distance from the last one. */
  redial(now: number, soonest: number): void {
    this.#earliest = this.#latest = Math.max(now, soonest);
    this.#notBefore = now;
    this.#full = false;
    this.frozen = false;
    this.isAutomatic = false;
  }

  /** It was told how long it will be. */
  told(now: number, ended: Ended): void {
    const { asked, retryIn, full } = ended;
    const [least, most] = this.#window(ended);
    const ms = retryIn ?? asked + most;
    if (retryIn !== undefined) {
      hold(ms >= asked + least - 1, "backoff", () => `${ms} ms, at least ${asked + least}`);
      hold(ms <= asked + most + 1, "backoff", () => `${ms} ms, at most ${asked + most}`);
    }
    this.isAutomatic = ended.pace !== "soon";
    this.#notBefore = now + asked;
    this.#earliest = now + (retryIn ?? asked) - 1;
    this.#latestThen = now + ms;
    this.#full = full;
    this.#latest = full || this.frozen ? Infinity : this.#latestThen;
  }

  /** The inbox has room. */
  relieve(now: number): void {
    if (!this.#full) return;
    this.#full = false;
    if (!this.frozen) this.#latest = Math.max(this.#latestThen, now);
  }

  freeze(): void {
    this.frozen = true;
    this.#latest = Infinity;
  }

  /** A signal says that a dial may succeed. */
  wake(now: number): void {
    this.frozen = false;
    if (this.#full) return;
    this.isAutomatic = false;
    const soonest = Math.max(this.#notBefore, now);
    this.#earliest = Math.min(this.#earliest, soonest);
    this.#latest = Math.min(this.#latest, soonest + WAKE_WINDOW);
  }

  /** The origin answers others, or is to be probed: it ends as soon as its distance from the last dial allows. */
  hurry(now: number): void {
    if (!this.#full && !this.frozen && this.#notBefore <= now) this.#earliest = now;
  }

  /** It ends by itself: its alarm was due, or the origin answers others again. */
  ends(now: number, { type }: StepInput): void {
    if (type !== "due" && type !== "reachable") return;
    const earliest = type === "due" ? this.#earliest : this.#notBefore;
    hold(now >= earliest - EPSILON, "no early dial", () => `${earliest - now} ms`);
    hold(!this.#full && !this.frozen, "no early dial", () => (this.#full ? "full" : "frozen"));
  }

  check(now: number, slack: number): void {
    hold(now <= this.#latest + slack, "no late dial", () => `${now - this.#latest} ms`);
  }

  #window({ attempt, pace }: Ended): readonly [least: number, most: number] {
    if (pace === "soon") return [0, WAKE_WINDOW];
    const { initialDelay, multiplier, minDelay, maxDelay, jitter } = this.#retry;
    const grown = initialDelay * multiplier ** (attempt - 1);
    const window = Math.max(minDelay, Math.min(maxDelay, grown));
    const least = { none: window, equal: Math.max(minDelay, window / 2), full: minDelay }[jitter];
    if (pace === "backoff") return [least, window];
    const most = pace === "either" ? window : Math.min(window, SETTLING_WINDOW);
    return [Math.min(least, 100), most];
  }
}
