// A watcher that sees a child fail although it runs: the child is stopped, and started again by the rules of its supervisor.

import {
  checkMembers,
  checkNames,
  checkNumber,
  type Clock,
  systemClock,
  type Timer,
  whenAborted,
} from "@skep/core/base";
import type { SupervisedChild } from "./supervisor/supervised-child.ts";

/** A `Watcher` of `@skep/watch`, by its shape. */
export interface WatcherLike {
  readonly state: string;
  readonly lastError?: Error | undefined;
  addEventListener(type: "down", listener: () => void): void;
  removeEventListener(type: "down", listener: () => void): void;
  /** Looks again now. Without it, the state that is known counts. */
  probeNow?(): Promise<unknown>;
}

/** When a child is restarted. */
export interface RestartWhenDownOptions {
  /** Milliseconds from the start of an instance in which it may be down. Then it is looked at again. Default: 10,000; from 0. */
  readonly startPeriod?: number | undefined;
  /** Ends it. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** For tests. Default: the clock of the system. */
  readonly clock?: Clock | undefined;
}

/**
 * Fails the child, see `SupervisedChild.fail`, whenever the watcher finds it down. What is `unknown` changes nothing. Returns the function that
 * ends it. Throws a `ConfigError` for what is no watcher, and for options that cannot be.
 */
export function restartWhenDown(
  watcher: WatcherLike,
  child: SupervisedChild,
  options: RestartWhenDownOptions = {},
): () => void {
  checkNames(options, ["startPeriod", "signal", "clock"]);
  const { startPeriod = 10_000, signal, clock = systemClock({ unref: true }) } = options;
  checkMembers("watcher", watcher ?? null, ["addEventListener", "removeEventListener"]);
  checkMembers("child", child ?? null, ["fail", "subscribe", "state"]);
  checkNumber("startPeriod", startPeriod, 0);
  const link = new DownLink(watcher, child, startPeriod, clock);
  const unsubscribe = signal && whenAborted(signal, () => link.end());
  if (signal?.aborted === true) link.end();
  return () => {
    unsubscribe?.();
    link.end();
  };
}

class DownLink {
  readonly #watcher: WatcherLike;
  readonly #child: SupervisedChild;
  readonly #startPeriod: number;
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;
  readonly #listener = (): void => this.#down();
  /** While an instance is in its start period. */
  #timer: Timer | undefined;
  /** Which start it is, so that a look at an instance that is gone changes nothing. */
  #starts = 0;
  #isOver = false;

  constructor(watcher: WatcherLike, child: SupervisedChild, startPeriod: number, clock: Clock) {
    this.#watcher = watcher;
    this.#child = child;
    this.#startPeriod = startPeriod;
    this.#clock = clock;
    watcher.addEventListener("down", this.#listener);
    this.#unsubscribe = child.subscribe(({ previous, status }) => {
      if (status === "running" && previous !== "suspended") this.#started();
    });
    if (child.state()?.status === "running") this.#started();
  }

  end(): void {
    this.#isOver = true;
    this.#timer?.cancel();
    this.#unsubscribe();
    this.#watcher.removeEventListener("down", this.#listener);
  }

  #started(): void {
    this.#timer?.cancel();
    const start = ++this.#starts;
    this.#timer = this.#clock.schedule(this.#startPeriod, () => void this.#look(start));
  }

  /** What the watcher knows may be about the instance before this one. */
  async #look(start: number): Promise<void> {
    this.#timer = undefined;
    try {
      if (this.#watcher.state === "down") await this.#watcher.probeNow?.();
    } catch {
      // A watcher that was stopped knows nothing.
      return;
    }
    if (start === this.#starts && !this.#isOver) this.#down();
  }

  #down(): void {
    const { state, lastError } = this.#watcher;
    if (this.#timer === undefined && state === "down")
      this.#child.fail(lastError ?? new Error(`${this.#child.name} is down.`));
  }
}
