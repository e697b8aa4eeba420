// Asks whose fault it is that a service fails, before it is called down: the uplink's, as the others fail too, or its own.

import type { Clock, Signal, Timer } from "@skep/core/base";
import type { Ruling } from "./diagnosis/diagnosis.ts";
import type { Probe } from "./probe.ts";
import { Prober } from "./probing/prober.ts";
import { isMany, type Target, Uplink, type UplinkListener } from "./uplink.ts";

/** So many other services are probed at once when one fails: with it, they are more than enough to show that the uplink is lost. */
const ASKED = 8;
/** Timers of probes that began together fire one after the other. */
const SLACK = 250;

/** A service that fails. */
export interface Suspect extends Target {
  /** It was ready before: one that never was is not lost. */
  readonly wasReady: boolean;
  readonly probeTimeout: number;
  /** How long its failures may be held to be the uplink's fault. */
  readonly excuse: number;
}

/** The services that there are. */
export interface OtherServices {
  targets(): readonly Target[];
  /** Those that are ready, and how to probe one. */
  ready(): readonly (Target & { probe(): Promise<void> })[];
}

interface Held {
  readonly timer: Timer;
  readonly rule: (ruling: Ruling) => void;
}

export class Suspicion {
  readonly #clock: Clock;
  readonly #others: OtherServices;
  readonly #reference: Prober | undefined;
  readonly #uplink: Uplink;
  /** Services whose fault is being asked. Bound: the services that are watched. */
  readonly #held = new Map<string, Held>();
  #isAsking = false;
  #isStopped = false;
  #referring: Promise<boolean> | undefined;

  constructor(
    clock: Clock,
    others: OtherServices,
    reference: Probe | undefined,
    told: UplinkListener,
  ) {
    this.#clock = clock;
    this.#others = others;
    this.#reference = reference && new Prober(reference, clock, () => {});
    this.#uplink = new Uplink(told);
  }

  /** What the environment says of the network. */
  signal(signal: Signal): void {
    if (signal === "offline") this.#uplink.begin("offline", [], Infinity);
    if (signal === "online") this.#uplink.end("offline");
  }

  failing(suspect: Suspect): void {
    this.#uplink.lostBy(this.#clock.now());
    if (!suspect.wasReady) return;
    this.#uplink.failed(suspect, this.#clock.now());
    if (this.#held.size > 0) this.#lookAgain(suspect);
  }

  answering(name: string): void {
    this.#uplink.succeeded(name);
    this.#uplink.lostBy(this.#clock.now());
    this.#release(name, "down");
  }

  forget(name: string): void {
    this.#uplink.forget(name);
    this.#release(name, "down");
  }

  /** Services that are held are forgotten one by one, as their watchers stop. */
  stop(reason: unknown): void {
    this.#isStopped = true;
    this.#reference?.stop(reason);
  }

  judge(suspect: Suspect): Ruling | Promise<Ruling> {
    if (this.#isStopped) return "down";
    const lostBy = this.#uplink.lostBy(this.#clock.now());
    if (lostBy === "offline" || lostBy === "targets") return "uplink";
    if (suspect.wasReady && this.#isLostTogether(suspect)) return "uplink";
    if (this.#reference) return this.#judgeByReference(this.#reference, suspect);
    return suspect.wasReady && isMany(this.#others.targets()) ? this.#hold(suspect) : "down";
  }

  #isLostTogether({ excuse, probeTimeout }: Suspect): boolean {
    const now = this.#clock.now();
    const names = this.#uplink.lostTogether(now, probeTimeout + SLACK);
    if (names === undefined) return false;
    this.#uplink.begin("targets", names, now + excuse);
    return true;
  }

  #lookAgain(suspect: Suspect): void {
    if (this.#isLostTogether(suspect))
      for (const name of this.#held.keys()) this.#release(name, "uplink");
  }

  /** Until the others have been asked, and no longer than one of their probes may take. */
  #hold(suspect: Suspect): Promise<Ruling> {
    const { name, probeTimeout } = suspect;
    return new Promise((rule) => {
      const timer = this.#clock.schedule(probeTimeout + SLACK, () => this.#release(name, "down"));
      this.#held.set(name, { timer, rule });
      if (!this.#isAsking) void this.#ask(suspect);
    });
  }

  async #ask({ host }: Suspect): Promise<void> {
    this.#isAsking = true;
    const others = this.#others.ready().filter((other) => other.host !== host);
    await Promise.allSettled(others.slice(0, ASKED).map((other) => other.probe()));
    this.#isAsking = false;
    for (const name of this.#held.keys()) this.#release(name, "down");
  }

  #release(name: string, ruling: Ruling): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    this.#held.delete(name);
    held.timer.cancel();
    held.rule(ruling);
  }

  async #judgeByReference(reference: Prober, suspect: Suspect): Promise<Ruling> {
    this.#referring ??= this.#refer(reference, suspect.probeTimeout);
    if (await this.#referring) {
      this.#uplink.end("reference");
      return "down";
    }
    this.#uplink.begin("reference", [], this.#clock.now() + suspect.excuse);
    this.#uplink.excuse(suspect.name);
    return "uplink";
  }

  /** One run at a time, for all that ask meanwhile. */
  async #refer(reference: Prober, timeout: number): Promise<boolean> {
    const outcome = await reference.call(timeout);
    this.#referring = undefined;
    return outcome === undefined || outcome.isGood;
  }
}
