// The loop of one watcher: probes when it is time, gives what comes of it to the diagnosis, and performs what that asks for. It decides nothing.

import { type Clock, handled, type Timer } from "@skep/core/base";
import { type DiagnosisListener, DiagnosisShell } from "./diagnosis-shell.ts";
import type { Diagnosis } from "./diagnosis/diagnosis.ts";
import { firstDelay, nextDelay } from "./diagnosis/next-probe.ts";
import type { WatchStoppedError } from "./errors.ts";
import { History, type Sample } from "./history.ts";
import type { LoopLag } from "./probing/loop-lag.ts";
import type { Place, Places } from "./probing/places.ts";
import { asError, type ProbeOutcome } from "./probing/probe-run.ts";
import { Prober } from "./probing/prober.ts";
import type { FilledConfig } from "./watcher-config.ts";

/** What all loops of a manager share. */
export interface LoopServices {
  readonly clock: Clock;
  readonly random: () => number;
  readonly places: Places;
  readonly lag: LoopLag;
}

/** Who is told what happens, and asked what the loop alone cannot know. */
export interface LoopListener extends DiagnosisListener {
  degraded(isDegraded: boolean, reason: string | undefined): void;
  /** A service fails that did not, or answers. Told before what follows from it. */
  failing(): void;
  answering(): void;
  logged(message: string, facts: object): void;
}

interface Round {
  readonly ended: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class WatcherLoop {
  readonly config: FilledConfig;
  readonly history: History = new History();
  degraded: string | undefined;
  isDegraded = false;
  readonly counts: { good: number; failed: number } = { good: 0, failed: 0 };
  readonly #services: LoopServices;
  readonly #listener: LoopListener;
  readonly #diagnosis: DiagnosisShell;
  readonly #prober: Prober;
  #timer: Timer | undefined;
  /** When the timer is due, in monotonic milliseconds. */
  #due = Infinity;
  /** The probe that waits for its place or runs. */
  #round: Round | undefined;
  #place: Place | undefined;
  #isReported = false;
  #isOutdated = false;
  #stopped: WatchStoppedError | undefined;
  #onStop: () => void = () => {};

  constructor(config: FilledConfig, services: LoopServices, listener: LoopListener) {
    this.config = config;
    this.#services = services;
    this.#listener = listener;
    this.#prober = new Prober(config.probe, services.clock, (ran) =>
      listener.logged("A probe ignores its signal and is left alone.", { ran }),
    );
    this.#diagnosis = new DiagnosisShell(config.rules, services.clock, listener);
  }

  get diagnosis(): Diagnosis {
    return this.#diagnosis.now;
  }

  get isStopped(): boolean {
    return this.#stopped !== undefined;
  }

  /** Resolves when it is decided whose fault it is that the service fails, if that is being asked. */
  get ruled(): Promise<unknown> {
    return this.#diagnosis.ruled;
  }

  /** Calls this once, when the loop is stopped. */
  stopped(call: () => void): void {
    this.#onStop = call;
  }

  start(): void {
    const delay = firstDelay(this.#services.random(), this.config.backoff);
    if (delay > 0) this.#schedule(delay);
    else void this.probe();
  }

  /** Resolves when a probe has ended and its result is known: the one that runs or waits for its place, or a new one. */
  probe(): Promise<void> {
    if (this.#stopped) return handled(Promise.reject(this.#stopped));
    if (this.#round) return this.#round.ended;
    this.#timer?.cancel();
    const round = (this.#round = newRound());
    this.#claim();
    return round.ended;
  }

  /** As `probe()`, where something has changed: a probe that runs already has begun too early, so that its failure says nothing. */
  probeAnew(): void {
    this.#isOutdated = true;
    void this.probe();
  }

  report(thrown: unknown): void {
    if (this.#stopped || this.#isReported) return;
    this.#isReported = true;
    this.#fail(0, asError(thrown), { isReport: true, isStalled: false });
    if (this.#round || this.#stopped) return;
    // Soon, and never later than without it.
    const left = this.#due - this.#services.clock.now();
    this.#schedule(Math.min(this.#nextDelay(0), left));
  }

  dependency(isDown: boolean): void {
    this.#diagnosis.input({ type: "dependency", at: this.#services.clock.now(), isDown });
  }

  stop(reason: WatchStoppedError): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.#timer?.cancel();
    this.#diagnosis.stop();
    this.#prober.stop(reason);
    this.#place?.free();
    this.#round?.reject(reason);
    this.#round = undefined;
    this.#onStop();
  }

  #claim(): void {
    this.#place = this.#services.places.claim((given) => this.#begin(given));
  }

  #begin(place: Place): void {
    this.#place = place;
    this.#isOutdated = false;
    this.#isReported = false;
    void this.#probe(place);
  }

  async #probe(place: Place): Promise<void> {
    const { clock, lag } = this.#services;
    const began = clock.now();
    const unwatch = lag.watch();
    const outcome = await this.#prober.call(this.config.backoff.probeTimeout);
    unwatch();
    this.#ended(place, clock.now() - began, outcome, lag.isStalledSince(began));
  }

  #ended(place: Place, took: number, outcome: ProbeOutcome | undefined, isStalled: boolean): void {
    place.free();
    if (this.#stopped || outcome === undefined) return;
    if (this.#isOutdated && !outcome.isGood) return this.#repeat(took, outcome.error);
    const round = this.#round;
    this.#round = undefined;
    if (outcome.isGood) this.#succeed(took, outcome.degraded ?? this.#slowness(took, isStalled));
    else this.#fail(took, outcome.error, { isReport: false, isStalled });
    // A listener may have asked for the next one, or stopped all.
    if (!this.#round && !this.#stopped) this.#schedule(this.#nextDelay(took));
    round?.resolve();
  }

  /** Who waits for the probe waits for the next one. */
  #repeat(took: number, error: Error): void {
    this.counts.failed++;
    this.#note({ took, isGood: false, isReport: false, error });
    this.#claim();
  }

  #succeed(took: number, degraded: string | undefined): void {
    this.counts.good++;
    this.#note({ took, isGood: true, isReport: false, error: undefined });
    this.#degrade(degraded);
    this.#listener.answering();
    this.#diagnosis.input({ type: "succeeded", at: this.#services.clock.now() });
  }

  /** Of a process that was held up, nobody knows how long the service took. */
  #slowness(took: number, isStalled: boolean): string | undefined {
    const { slowAfter } = this.config;
    if (slowAfter === undefined || took <= slowAfter || isStalled) return undefined;
    return `it took ${Math.round(took)} ms`;
  }

  #fail(
    took: number,
    error: Error,
    how: { readonly isReport: boolean; readonly isStalled: boolean },
  ): void {
    const { isReport, isStalled } = how;
    if (!isReport) this.counts.failed++;
    this.#note({ took, isGood: false, isReport, error });
    this.#degrade(undefined);
    if (!isStalled) this.#listener.failing();
    const at = this.#services.clock.now();
    this.#diagnosis.input({ type: "failed", at, error, isStalled, isReport });
  }

  #note(sample: Omit<Sample, "at">): void {
    this.history.add({ at: this.#services.clock.wall(), ...sample });
  }

  #degrade(reason: string | undefined): void {
    const was = this.isDegraded;
    this.isDegraded = reason !== undefined;
    this.degraded = reason;
    if (this.isDegraded !== was) this.#listener.degraded(this.isDegraded, reason);
  }

  #nextDelay(took: number): number {
    return nextDelay(this.#diagnosis.now, took, this.#services.random(), this.config.backoff);
  }

  #schedule(delay: number): void {
    this.#timer?.cancel();
    this.#due = this.#services.clock.now() + delay;
    this.#timer = this.#services.clock.schedule(delay, () => void this.probe());
  }
}

function newRound(): Round {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const ended = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { ended: handled(ended), resolve, reject };
}
