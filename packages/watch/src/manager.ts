// All services that one process watches.

/// <reference lib="esnext.disposable" preserve="true" />

import {
  type Clock,
  ConfigError,
  type Environment,
  GuardedEventTarget,
  type Logger,
  RecordLog,
  safeLogger,
  type Signal,
  soon,
  systemClock,
  whenAborted,
} from "@skep/core/base";
import { errorText } from "./error-text.ts";
import { WatcherExistsError, WatchStoppedError } from "./errors.ts";
import {
  MANAGER_EVENTS,
  type ManagerEventMap,
  TransitionEvent,
  UplinkEvent,
  WatchErrorEvent,
  type WatchFlagEvent,
} from "./events.ts";
import { checkManagerOptions, type ManagerOptions } from "./manager-options.ts";
import { LoopLag } from "./probing/loop-lag.ts";
import { Places } from "./probing/places.ts";
import { asError } from "./probing/probe-run.ts";
import type { ServiceStatus } from "./service-status.ts";
import { Suspicion } from "./suspicion.ts";
import type { Transition } from "./transition.ts";
import { fillTransitionOptions, type TransitionOptions } from "./transition-options.ts";
import { type ServiceHost, WatchedService } from "./watched-service.ts";
import type { Watcher } from "./watcher.ts";
import { fillConfig, type WatcherConfig } from "./watcher-config.ts";
import type { LoopServices } from "./watcher-loop.ts";

/** What is counted of one service. */
export interface ServiceCounts {
  readonly good: number;
  readonly failed: number;
  readonly transitions: number;
}

/** Watches services, each under a name. */
export class Manager extends GuardedEventTarget<ManagerEventMap> implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #logger: Logger | undefined;
  readonly #services: LoopServices;
  readonly #host: ServiceHost;
  readonly #suspicion: Suspicion;
  readonly #log: RecordLog<Transition>;
  readonly #watched = new Map<string, WatchedService>();
  /** Watchers that were stopped, and whose callbacks have not ended. */
  readonly #closing = new Set<Watcher>();
  readonly #leave: (() => void) | undefined;
  #ending: Promise<void> | undefined;

  /** Throws a `ConfigError`. */
  constructor(options: ManagerOptions = {}) {
    super(MANAGER_EVENTS);
    checkManagerOptions(options);
    const { environment, logger, maxInFlight = 16, random = Math.random, unref } = options;
    this.#clock = options.clock ?? systemClock({ unref: unref === true });
    this.#logger = logger && safeLogger(logger);
    const clock = this.#clock;
    this.#services = { clock, random, places: new Places(maxInFlight), lag: new LoopLag(clock) };
    this.#suspicion = new Suspicion(clock, this.#others(), options.reference, (...told) =>
      this.#uplink(...told),
    );
    this.#log = new RecordLog("transitions", clock);
    this.#host = this.#serviceHost();
    this.#leave = environment && this.#listen(environment);
  }

  /**
   * Watches one more service, from now on. Throws a `ConfigError` that names the field, a `WatcherExistsError` for a name that is watched already, a
   * `WatchStoppedError` after `stop()`, and the reason of a signal that has aborted; nothing is changed then.
   */
  watch(config: WatcherConfig): Watcher {
    if (this.#ending) throw new WatchStoppedError("The manager");
    const filled = fillConfig(config);
    if (this.#watched.has(filled.name)) throw new WatcherExistsError(filled.name);
    this.#checkDependency(filled.name, filled.dependsOn);
    filled.signal?.throwIfAborted();
    const logger = config.logger ? safeLogger(config.logger) : this.#logger;
    const service = new WatchedService(filled, this.#services, this.#host, logger);
    this.#add(service);
    return service.watcher;
  }

  /** The watcher of that name; undefined where there is none. */
  get(name: string): Watcher | undefined {
    return this.#watched.get(name)?.watcher;
  }

  /** All watchers, in the order in which they were made. */
  watchers(): readonly Watcher[] {
    return [...this.#watched.values()].map(({ watcher }) => watcher);
  }

  /** Stops the watcher of that name, if there is one, and frees the name; see `watcher.stop()`. */
  async remove(name: string): Promise<void> {
    const closing = [...this.#closing].find((watcher) => watcher.name === name);
    await (this.#watched.get(name)?.watcher ?? closing)?.stop();
  }

  /** A snapshot of all services by their names; it is JSON. */
  status(): Record<string, ServiceStatus> {
    const entries = this.watchers().map((watcher) => [watcher.name, watcher.status()] as const);
    return Object.fromEntries(entries);
  }

  /** How often each service was probed, and changed, by its name. */
  counts(): ReadonlyMap<string, ServiceCounts> {
    const all = [...this.#watched.values()];
    return new Map(
      all.map(({ config, loop, transitions }) => [config.name, { ...loop.counts, transitions }]),
    );
  }

  /** A loop over all changes from now on, of all services; see `watcher.transitions()`. It ends with the manager. */
  transitions(options: TransitionOptions = {}): AsyncIterable<Transition> {
    return this.#log.read(fillTransitionOptions(options));
  }

  /** Stops all watchers at once; see `watcher.stop()`. It may be called again. */
  stop(): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  /** As `stop()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  protected override listenerThrew(error: unknown, event: Event): void {
    const told = errorText(asError(error));
    this.#logger?.error("A listener has thrown.", { component: "watch", error: told });
    // A listener of `error` that throws would be told of itself.
    if (event.type !== "error") this.dispatchEvent(new WatchErrorEvent(undefined, error));
  }

  #checkDependency(name: string, dependsOn: string | undefined): void {
    if (dependsOn === undefined) return;
    if (!this.#watched.has(dependsOn))
      throw new ConfigError(
        "dependsOn",
        "the name of a service that is watched already",
        dependsOn,
      );
    // A name that is watched again may be what its own dependants need.
    for (let on: string | undefined = dependsOn; on; on = this.#watched.get(on)?.config.dependsOn)
      if (on === name)
        throw new ConfigError("dependsOn", "a service that does not depend on this one", dependsOn);
  }

  #add(service: WatchedService): void {
    const { config, loop, watcher } = service;
    this.#watched.set(config.name, service);
    const needed = config.dependsOn === undefined ? undefined : this.#watched.get(config.dependsOn);
    if (needed?.isOut) loop.dependency(true);
    const stop = (): void => void watcher.stop();
    const unsubscribe = config.signal && whenAborted(config.signal, stop);
    loop.stopped(() => {
      unsubscribe?.();
      this.#gone(service);
    });
    loop.start();
  }

  #gone({ config: { name }, watcher }: WatchedService): void {
    this.#watched.delete(name);
    this.#closing.add(watcher);
    void watcher.closed.then(() => this.#closing.delete(watcher));
    this.#suspicion.forget(name);
    // Nobody can say any more that it is down.
    if (!this.#ending) this.#tellDependants(name, false);
  }

  #tellDependants(name: string, isDown: boolean): void {
    for (const { config, loop } of this.#watched.values()) {
      if (config.dependsOn !== name || loop.diagnosis.isDependencyDown === isDown) continue;
      loop.dependency(isDown);
      if (!isDown) loop.probeAnew();
    }
  }

  #others(): ConstructorParameters<typeof Suspicion>[1] {
    const all = (): WatchedService[] => [...this.#watched.values()];
    return {
      targets: () => all().map(({ config }) => config),
      ready: () =>
        all()
          .filter(({ watcher }) => watcher.isReady)
          .map(({ config: { host, name }, loop }) => ({ name, host, probe: () => loop.probe() })),
    };
  }

  #serviceHost(): ServiceHost {
    return {
      clock: this.#clock,
      suspicion: this.#suspicion,
      service: (name) => this.#watched.get(name),
      tell: (event) => this.#tell(event),
      threw: (name, error) => void this.dispatchEvent(new WatchErrorEvent(name, error)),
      changed: (service) => this.#tellDependants(service.config.name, service.isOut),
    };
  }

  #tell(event: TransitionEvent | WatchFlagEvent): void {
    if (event instanceof TransitionEvent) this.#log.push(event.transition);
    this.dispatchEvent(event);
  }

  #uplink(...[isLost, reason, names]: ConstructorParameters<typeof UplinkEvent>): void {
    const message = isLost ? "The uplink seems to be lost." : "The uplink is back.";
    this.#logger?.warn(message, { component: "watch", reason, services: names.length });
    this.dispatchEvent(new UplinkEvent(isLost, reason, names));
  }

  /** What is so from the beginning is told at once, when nobody can listen to the manager yet. */
  #listen(environment: Environment): () => void {
    let isBeginning = true;
    const leave = environment.subscribe((signal) => {
      if (isBeginning) soon(() => this.#heard(signal));
      else this.#heard(signal);
    });
    isBeginning = false;
    return leave;
  }

  #heard(signal: Signal): void {
    if (this.#ending) return;
    const { lag } = this.#services;
    this.#suspicion.signal(signal);
    if (signal === "stalled" || signal === "woken") lag.noticed();
    if (signal === "hidden" || signal === "visible") lag.isHidden = signal === "hidden";
    for (const { loop } of this.#watched.values()) {
      if (signal === "online" || signal === "woken") loop.probeAnew();
      // A page that is shown and hidden again and again has a network all the time.
      if (signal === "visible") void loop.probe();
    }
  }

  async #stop(): Promise<void> {
    this.#leave?.();
    for (const watcher of this.watchers()) void watcher.stop();
    this.#suspicion.stop(new WatchStoppedError("The manager"));
    await Promise.all([...this.#closing].map((watcher) => watcher.closed));
    this.#log.end();
  }
}
