// Calls one probe, never twice at a time: one that ignores its signal has to end, or to be left alone, before it is called again.

import type { Clock } from "@skep/core/base";
import { ProbeTimeoutError } from "../errors.ts";
import type { Probe } from "../probe.ts";
import { type ProbeOutcome, ProbeRun } from "./probe-run.ts";

/** A probe that ignores its signal is waited for so many times as long as it was given. Then it is called again beside it. */
const DEAF = 10;

export class Prober {
  readonly #probe: Probe;
  readonly #clock: Clock;
  readonly #leftAlone: (ran: number) => void;
  #run: ProbeRun | undefined;
  /** A run that is over for everybody but the probe, and when it began. */
  #deaf: { readonly run: ProbeRun; readonly began: number } | undefined;
  #stopped: unknown;

  /** `leftAlone` is told of a probe that runs on for good, and for how long it has run. */
  constructor(probe: Probe, clock: Clock, leftAlone: (ran: number) => void) {
    this.#probe = probe;
    this.#clock = clock;
    this.#leftAlone = leftAlone;
  }

  /** Calls it, unless it still runs, which is a failure. Gives undefined once it was stopped. Never rejects. */
  async call(timeout: number): Promise<ProbeOutcome | undefined> {
    const began = this.#clock.now();
    const error = this.#deafError(began, timeout);
    if (error !== undefined) return { isGood: false, error };
    const run = new ProbeRun(this.#probe, this.#clock, timeout);
    this.#run = run;
    // The probe itself has stopped its watcher.
    if (this.#stopped !== undefined) run.giveUp(this.#stopped);
    const outcome = await run.ended;
    this.#run = undefined;
    if (!run.isSettled) this.#deaf = { run, began };
    return outcome;
  }

  /** Aborts the signal of the call that runs. There may be no other call. */
  stop(reason: unknown): void {
    this.#stopped = reason;
    this.#run?.giveUp(reason);
  }

  #deafError(now: number, timeout: number): Error | undefined {
    const deaf = this.#deaf;
    this.#deaf = undefined;
    if (!deaf || deaf.run.isSettled) return undefined;
    const ran = now - deaf.began;
    if (ran >= DEAF * timeout) {
      this.#leftAlone(ran);
      return undefined;
    }
    this.#deaf = deaf;
    return new ProbeTimeoutError(
      timeout,
      `The probe ignores its signal and has run for ${Math.round(ran)} ms.`,
    );
  }
}
