// What a manager keeps of one service: its watcher, its loop, and what the two need of each other and of the services around it.

import type { Clock, LogContext, Logger } from "@skep/core/base";
import { errorText } from "./error-text.ts";
import type { DiagnosisEffect, Ruling } from "./diagnosis/diagnosis.ts";
import { TransitionEvent, WatchFlagEvent } from "./events.ts";
import type { Suspect, Suspicion } from "./suspicion.ts";
import type { Transition } from "./transition.ts";
import { Watcher, type WatcherLink } from "./watcher.ts";
import { type LoopListener, type LoopServices, WatcherLoop } from "./watcher-loop.ts";
import type { FilledConfig } from "./watcher-config.ts";
import { asError } from "./probing/probe-run.ts";

/** The manager, as its services see it. */
export interface ServiceHost {
  readonly clock: Clock;
  readonly suspicion: Suspicion;
  /** Undefined where it is not watched, or no longer. */
  service(name: string): WatchedService | undefined;
  /** What the listeners of the manager are told. */
  tell(event: TransitionEvent | WatchFlagEvent): void;
  threw(name: string, error: unknown): void;
  /** It is down, or is so no longer: those that depend on it have to know. */
  changed(service: WatchedService): void;
}

export class WatchedService implements LoopListener {
  readonly config: FilledConfig;
  readonly watcher: Watcher;
  readonly loop: WatcherLoop;
  readonly #host: ServiceHost;
  readonly #logger: Logger | undefined;
  readonly #link: WatcherLink;
  #sequence = 0;

  constructor(
    config: FilledConfig,
    services: LoopServices,
    host: ServiceHost,
    logger: Logger | undefined,
  ) {
    this.config = config;
    this.#host = host;
    this.#logger = logger;
    this.#link = {
      tell: () => {},
      threw: (error) => {
        this.logged(
          "A listener or a callback has thrown.",
          { error: errorText(asError(error)) },
          "error",
        );
        host.threw(config.name, error);
      },
    };
    this.loop = new WatcherLoop(config, services, this);
    this.watcher = new Watcher(this.loop, host.clock, this.#link);
  }

  /** How often its state has changed. */
  get transitions(): number {
    return this.#sequence;
  }

  get suspect(): Suspect {
    const { backoff, host, name, rules } = this.config;
    const wasReady = this.loop.diagnosis.told === "ready";
    return { name, host, wasReady, probeTimeout: backoff.probeTimeout, excuse: rules.excuse };
  }

  /** Services that depend on it cannot be: it is down, or what it depends on is. */
  get isOut(): boolean {
    const { isDependencyDown, state } = this.loop.diagnosis;
    return state === "down" || isDependencyDown;
  }

  changed(effect: Extract<DiagnosisEffect, { readonly type: "changed" }>): void {
    // Another reason for the same state is no change that anybody waits for.
    if (effect.from !== effect.to) this.#tellChange(effect);
    this.#host.changed(this);
  }

  #tellChange({ error, from, reason, to }: Extract<DiagnosisEffect, { readonly type: "changed" }>) {
    const transition: Transition = Object.freeze({
      name: this.config.name,
      sequence: ++this.#sequence,
      from,
      to,
      at: this.#host.clock.wall(),
      error,
      reason,
    });
    const facts = { ...(error && { error: errorText(error) }), ...(reason && { reason }) };
    this.logged(`It is ${to} now.`, facts, to === "ready" ? "info" : "warn");
    this.#link.tell(new TransitionEvent(to, transition));
    this.#host.tell(new TransitionEvent("transition", transition));
  }

  flapping(isFlapping: boolean): void {
    this.logged(isFlapping ? "It is flapping." : "It is no longer flapping.", {}, "warn");
    this.#flag("flapping", isFlapping);
  }

  degraded(isDegraded: boolean, reason: string | undefined): void {
    this.#flag("degraded", isDegraded, reason);
  }

  #flag(type: "flapping" | "degraded", isSet: boolean, reason?: string): void {
    const { name } = this.config;
    this.#link.tell(new WatchFlagEvent(type, name, isSet, reason));
    this.#host.tell(new WatchFlagEvent(type, name, isSet, reason));
  }

  failing(): void {
    this.#host.suspicion.failing(this.suspect);
  }

  answering(): void {
    this.#host.suspicion.answering(this.config.name);
  }

  judge(): Ruling | Promise<Ruling> {
    const needed = this.#needed;
    return needed ? this.#judgeAfter(needed) : this.#host.suspicion.judge(this.suspect);
  }

  /** The service that it depends on, if that is watched. */
  get #needed(): WatchedService | undefined {
    const { dependsOn } = this.config;
    return dependsOn === undefined ? undefined : this.#host.service(dependsOn);
  }

  /** What it depends on may be down as well, and not be noticed yet. */
  async #judgeAfter(needed: WatchedService): Promise<Ruling> {
    try {
      await needed.loop.probe();
      await needed.loop.ruled;
    } catch {
      // It was stopped meanwhile.
    }
    // Nobody listens to the answer any more, so nothing may wait for it.
    if (this.loop.isStopped) return "down";
    if (!needed.loop.isStopped && needed.isOut) return "dependency";
    return this.#host.suspicion.judge(this.suspect);
  }

  logged(message: string, facts: object, level: "info" | "warn" | "error" = "warn"): void {
    const context: LogContext = { component: "watch", service: this.config.name, ...facts };
    this.#logger?.[level](message, context);
  }
}
