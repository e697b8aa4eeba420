// One watched service, as an application sees it.

/// <reference lib="esnext.disposable" preserve="true" />

import {
  type Clock,
  GuardedEventTarget,
  handled,
  type Listener,
  type ListenerOptions,
  RecordLog,
} from "@skep/core/base";
import type { WatchState } from "./diagnosis/diagnosis.ts";
import { EdgeCalls } from "./edge-calls.ts";
import { errorText, shownText } from "./error-text.ts";
import { WatchStoppedError } from "./errors.ts";
import {
  TransitionEvent,
  WATCHER_EVENTS,
  WatchErrorEvent,
  type WatcherEventMap,
  WatchFlagEvent,
} from "./events.ts";
import type { Sample } from "./history.ts";
import { LateListeners } from "./late-listeners.ts";
import { ReadyWaits, type WaitOptions } from "./ready-waits.ts";
import { type ServiceStatus, timeText } from "./service-status.ts";
import type { Transition } from "./transition.ts";
import { fillTransitionOptions, type TransitionOptions } from "./transition-options.ts";
import type { WatcherLoop } from "./watcher-loop.ts";

/** How long `stop()` waits for a callback that ignores its signal, in milliseconds. */
const PATIENCE = 1_000;

/** Between a watcher and its manager. */
export interface WatcherLink {
  /** Set by the watcher: tells it what its listeners are told. */
  tell: (event: TransitionEvent | WatchFlagEvent) => void;
  /** A listener or a callback has thrown. */
  threw(error: unknown): void;
}

/** One service that is watched. `manager.watch` makes it. */
export class Watcher extends GuardedEventTarget<WatcherEventMap> implements AsyncDisposable {
  /** What the service is called. */
  readonly name: string;
  /** Resolves when the watcher has stopped and nothing of it runs any more. Never rejects. */
  readonly closed: Promise<void>;
  readonly #loop: WatcherLoop;
  readonly #log: RecordLog<Transition>;
  readonly #calls: EdgeCalls;
  readonly #clock: Clock;
  readonly #link: WatcherLink;
  readonly #late: LateListeners;
  readonly #waits = new ReadyWaits();
  #latest: TransitionEvent | undefined;
  /** The last edge that callbacks were called for, or would have been. */
  #told: "ready" | "down" | undefined;
  #end!: () => void;
  #ending: Promise<void> | undefined;

  /** Not for applications: `manager.watch` calls it. */
  constructor(loop: WatcherLoop, clock: Clock, link: WatcherLink) {
    super(WATCHER_EVENTS);
    this.name = loop.config.name;
    this.#loop = loop;
    this.#clock = clock;
    this.#link = link;
    link.tell = (event) => this.#tell(event);
    this.#log = new RecordLog("transitions", clock);
    this.#calls = new EdgeCalls((error) => this.#threw(error));
    this.#late = new LateListeners({
      latest: () => this.#latest,
      remove: (type, listener) => this.removeEventListener(type as WatchState, listener),
      threw: (error) => this.#threw(error),
    });
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** `unknown` until a probe has decided it, and while nobody can say whose fault it is that it fails. */
  get state(): WatchState {
    return this.#loop.diagnosis.state;
  }

  /** The state is `ready`. */
  get isReady(): boolean {
    return this.state === "ready";
  }

  /** What the last probe failed with; undefined after a success and before any probe. */
  get lastError(): Error | undefined {
    return this.#loop.diagnosis.error;
  }

  /** A snapshot that is JSON, also after the end. */
  status(): ServiceStatus {
    const { config, diagnosis, history } = this.#loop;
    const { error, failures, reason, state, successes } = diagnosis;
    const { latestProbe } = history;
    return {
      name: this.name,
      ready: state === "ready",
      last_check: timeText(latestProbe?.at),
      ...(error && { last_error: errorText(error) }),
      state,
      since: timeText(this.#latest?.transition.at),
      ...(state === "unknown" && reason && { reason }),
      latency_ms: latestProbe ? Math.round(latestProbe.took * 10) / 10 : null,
      consecutive_failures: failures,
      consecutive_successes: successes,
      flapping: diagnosis.isFlapping,
      degraded: this.#loop.isDegraded,
      ...(this.#loop.degraded !== undefined && { degraded_reason: shownText(this.#loop.degraded) }),
      critical: config.critical,
      ...(config.dependsOn !== undefined && { depends_on: config.dependsOn }),
    };
  }

  /** The latest 64 samples, oldest first. */
  history(): readonly Sample[] {
    return this.#loop.history.all();
  }

  /**
   * Probes now, whenever the next probe would be due. Resolves when the probe has ended, or one that runs already, and the state is what follows
   * from it; it does not reject where the service fails. Rejects with a `WatchStoppedError`.
   */
  probeNow(): Promise<void> {
    return handled(this.#probed());
  }

  /**
   * Real traffic has failed, which counts as a probe that failed; the next probe comes soon. Between two probes one report counts, however many
   * there are. Does nothing after the end.
   */
  reportFailure(error: unknown): void {
    this.#loop.report(error);
  }

  /** Resolves when the state is `ready`. Rejects with the reason of the signal, and with a `WatchStoppedError`. */
  whenReady(options: WaitOptions = {}): Promise<void> {
    return this.#waits.wait(options, () => this.isReady);
  }

  /**
   * A loop over what changes: first the latest change, if there was one, then all that follow, in order. Each loop has a bounded queue of its own;
   * `missed` of a transition says how many were dropped before it. It ends with the watcher.
   */
  transitions(options: TransitionOptions = {}): AsyncIterable<Transition> {
    return this.#log.read({
      ...fillTransitionOptions(options),
      first: () => (this.#latest ? [this.#latest.transition] : []),
    });
  }

  /**
   * Stops. No edge is told any more, the signals of the probe and of the callback that run are aborted, and the name is free. Resolves when the
   * callback has ended, at most a second later; for a probe that ignores its signal it does not wait. It may be called again.
   */
  stop(): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  /** As `stop()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  override addEventListener<T extends keyof WatcherEventMap>(
    type: T,
    listener: Listener<WatcherEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    super.addEventListener(type, listener, options);
    if (typeof listener === "function" || (typeof listener === "object" && listener))
      this.#late.added(type, listener as Listener<TransitionEvent>, options);
  }

  override removeEventListener<T extends keyof WatcherEventMap>(
    type: T,
    listener: Listener<WatcherEventMap[T]> | null,
    options?: boolean | ListenerOptions,
  ): void {
    super.removeEventListener(type, listener, options);
    if (listener) this.#late.removed(type, listener);
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    // A listener of `error` that throws would be told of itself.
    if (event.type === "error") this.#link.threw(error);
    else this.#threw(error);
  }

  async #probed(): Promise<void> {
    await this.#loop.probe();
    await this.#loop.ruled;
  }

  #tell(event: TransitionEvent | WatchFlagEvent): void {
    if (event instanceof TransitionEvent) this.#changed(event);
    this.dispatchEvent(event);
    if (event instanceof TransitionEvent) this.#late.told(event);
  }

  #changed(event: TransitionEvent): void {
    const { error, to } = event.transition;
    this.#latest = event;
    this.#log.push(event.transition);
    this.#call(to, error);
    if (to === "ready") this.#waits.ready();
  }

  /** Calls alternate: a time in which nothing was known stands between none of them. */
  #call(to: WatchState, error: Error | undefined): void {
    const was = this.#told;
    if (to === "unknown" || to === was) return;
    this.#told = to;
    const { onDown, onReady } = this.#loop.config;
    if (to === "ready") this.#calls.add((context) => onReady?.(context));
    else if (was === "ready") this.#calls.add((context) => onDown?.(error as Error, context));
  }

  async #stop(): Promise<void> {
    const stopped = this.#stoppedError();
    this.#loop.stop(stopped);
    this.#log.end();
    this.#waits.end(stopped);
    await this.#patiently(this.#calls.stop(stopped));
    this.#end();
  }

  #patiently(ended: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.schedule(PATIENCE, resolve);
      void handled(ended).then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #stoppedError(): WatchStoppedError {
    return new WatchStoppedError(`The watcher of ${this.name}`);
  }

  #threw(error: unknown): void {
    this.#link.threw(error);
    this.dispatchEvent(new WatchErrorEvent(this.name, error));
  }
}
