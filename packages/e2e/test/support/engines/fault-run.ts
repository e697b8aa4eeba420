// One fault run: a broker, several hubs on ports of their own, publishers that try again by key, subscribers over TCP that write everything down;
// a fault at a moment, and a report.

import { setTimeout as sleep } from "node:timers/promises";
import { type Engine, Hub } from "@skep/hub";
import type { GapReason } from "@skep/protocol";
import { type FaultReport, type KeptMessage, reportOf } from "./fault-report.ts";
import { Publishers } from "./run-publishers.ts";
import { Subscribers } from "./run-subscribers.ts";

/** What hubs share, and what a fault does something to. */
export interface RunBroker {
  /** The engine of one more hub, with connections of its own. Whoever has made the broker releases them. */
  engine(): Engine | Promise<Engine>;
}

/** Something that goes wrong. */
export interface Fault<B extends RunBroker> {
  readonly name: string;
  /** How many hubs are deaf by it for so long that they have to say so. Default: 0. */
  readonly deafens?: number;
  /** The reasons of gaps by which it shows in the logs. Default: none. */
  readonly tells?: readonly GapReason[];
  /** Reasons of gaps that may be told beside. Default: none. */
  readonly mayTell?: readonly GapReason[];
  /** Does it, and resolves when the broker is back as far as it comes back. */
  run(broker: B, moments: Moments): Promise<void>;
}

/** What a fault says about itself, and can do beside what it does to the broker. */
export interface Moments {
  readonly hubs: readonly Hub[];
  /** The broker is away from now on. Default: when the fault begins. */
  away(): void;
  /** It is back. Default: when the fault has ended. */
  back(): void;
  pass(milliseconds: number): Promise<void>;
  /** Waits until so many more messages were acknowledged. */
  published(count: number): Promise<void>;
  /** Waits until so many hubs say that they are degraded, or a minute has passed. */
  deaf(count: number): Promise<void>;
  /** The links of all subscribers end; resolves when they are back, and were told what they have missed. */
  cutClients(): Promise<void>;
}

export interface FaultRunOptions {
  /** Default: 3. */
  readonly hubs?: number;
  /** Default: 12; each has one publisher. */
  readonly channels?: number;
  /** Subscribers of each channel, spread over the hubs. Default: 3. */
  readonly subscribers?: number;
  /** Messages that are acknowledged before the fault, and behind it. Default: 300. */
  readonly messages?: number;
  /** Milliseconds between two publishes of a channel. Default: 10. */
  readonly pace?: number;
  /** The text that each message carries beside its name. Default: 40 characters. */
  readonly payload?: string;
  /** Milliseconds in which everything has to have arrived without another message. Default: 15,000; more than the engine's `topInterval`. */
  readonly settle?: number;
}

/** So many messages of each channel are kept for an hour: all of a run. */
const NAMESPACES = { run: { history: { messages: 100_000, age: 3_600_000 }, publish: true } };

/** Runs a fault against a broker whose channels are empty, and releases everything but the broker. */
export async function runFault<B extends RunBroker>(
  broker: B,
  fault: Fault<B>,
  options: FaultRunOptions = {},
): Promise<FaultReport> {
  await using run = new FaultRun(broker, options);
  return await run.play((moments) => fault.run(broker, moments));
}

/** The most milliseconds that a hub promises: until it says `degraded` when it is deaf, and until it is up again when the broker is back. */
export const PROMISED = { degraded: 10_000, recovered: 5_000 };

/** What of a report must not be so, as sentences: none of a run that was well. */
export function complaintsOf(
  report: FaultReport,
  { deafens = 0, mayTell = [], tells = [] }: Pick<Fault<never>, "deafens" | "tells" | "mayTell">,
  within: typeof PROMISED = PROMISED,
): string[] {
  const { degradedAfter = Infinity, degradedHubs, gaps, recoveredAfter = Infinity } = report;
  const complaints = ZERO.filter((name) => report[name] > 0).map(
    (name) => `${name}: ${report[name]}`,
  );
  if (report.delivered <= report.published) complaints.push(`delivered: ${report.delivered}`);
  if (degradedHubs < deafens) complaints.push(`degraded: ${degradedHubs} hubs of ${deafens}`);
  if (deafens > 0 && degradedAfter > within.degraded)
    complaints.push(`degraded after ${degradedAfter} ms`);
  if (recoveredAfter > within.recovered) complaints.push(`recovered after ${recoveredAfter} ms`);
  const told = Object.keys(gaps) as GapReason[];
  for (const reason of tells)
    if (!told.includes(reason)) complaints.push(`nobody was told a gap: ${reason}`);
  for (const reason of told)
    if (![...tells, ...mayTell].includes(reason)) complaints.push(`told a gap: ${reason}`);
  return complaints;
}

/** These figures are 0 in a run in which nothing failed. */
const ZERO = [
  "lost",
  "falselyRecovered",
  "doubled",
  "disordered",
  "behind",
  "unreached",
  "mistakes",
] as const satisfies readonly (keyof FaultReport)[];

/** Milliseconds until nobody waits for a deaf hub any more, and between two looks. */
const PATIENCE = 60_000;
const LOOK = 20;

class FaultRun {
  readonly #broker: RunBroker;
  readonly #options: Required<FaultRunOptions>;
  readonly #channels: readonly string[];
  readonly #hubs: Hub[] = [];
  readonly #changes: { readonly status: string; readonly at: number }[][] = [];
  readonly #errors: unknown[] = [];
  readonly #subscribers = new Subscribers();
  readonly #publishers = new Publishers();
  #awayAt: number | undefined;
  #backAt: number | undefined;

  constructor(broker: RunBroker, options: FaultRunOptions) {
    this.#broker = broker;
    this.#options = {
      hubs: 3,
      channels: 12,
      subscribers: 3,
      messages: 300,
      pace: 10,
      payload: "x".repeat(40),
      settle: 15_000,
      ...options,
    };
    this.#channels = Array.from({ length: this.#options.channels }, (_, at) => `run:${at}`);
  }

  async play(fault: (moments: Moments) => Promise<void>): Promise<FaultReport> {
    await this.#begin();
    await this.#publishers.acknowledged(this.#options.messages);
    const began = now();
    await fault(this.#moments());
    this.#awayAt ??= began;
    this.#backAt ??= now();
    await this.#publishers.acknowledged(this.#options.messages);
    await this.#publishers.stop();
    return await this.#end(this.#awayAt, this.#backAt);
  }

  async #begin(): Promise<void> {
    const urls: string[] = [];
    for (let count = 0; count < this.#options.hubs; count++) urls.push(await this.#startHub());
    for (const [at, channel] of this.#channels.entries()) {
      for (let count = 0; count < this.#options.subscribers; count++)
        this.#subscribers.add(urls[(at + count) % urls.length] as string, channel);
      const hub = this.#hubs[at % urls.length] as Hub;
      const url = at % 2 === 0 ? urls[(at + 1) % urls.length] : undefined;
      this.#publishers.add(channel, { hub, url, ...this.#options });
    }
    await this.#subscribers.begun();
    this.#publishers.start();
  }

  async #startHub(): Promise<string> {
    const engine = await this.#broker.engine();
    const hub = new Hub({ engine, namespaces: NAMESPACES });
    this.#hubs.push(hub);
    const { url } = await hub.listen({ port: 0, host: "127.0.0.1" });
    const changes: { status: string; at: number }[] = [];
    this.#changes.push(changes);
    hub.addEventListener("status", ({ status }) => changes.push({ status, at: now() }));
    hub.addEventListener("error", ({ error }) => this.#errors.push(error));
    return url;
  }

  #moments(): Moments {
    return {
      hubs: this.#hubs,
      away: () => (this.#awayAt = now()),
      back: () => (this.#backAt = now()),
      pass: (milliseconds) => sleep(milliseconds),
      published: (count) => this.#publishers.acknowledged(count),
      deaf: (count) => this.#deaf(count),
      cutClients: () => this.#subscribers.cut(),
    };
  }

  async #deaf(count: number): Promise<void> {
    const end = now() + PATIENCE;
    while (this.#hubs.filter(({ status }) => status === "degraded").length < count && now() < end)
      await sleep(LOOK);
  }

  /** Everything has to arrive by itself; then another message of each channel shows who is deaf for good. */
  async #end(awayAt: number, backAt: number): Promise<FaultReport> {
    const { settle } = this.#options;
    const behind = await this.#subscribers.reach(this.#publishers.newest(), settle);
    await this.#publishers.publishLast();
    const unreached = await this.#subscribers.reach(this.#publishers.newest(), settle);
    return reportOf({
      logs: this.#subscribers.logs(),
      kept: await this.#kept(),
      acknowledged: this.#publishers.all,
      hubs: this.#changes.map((changes) => [...changes]),
      errors: this.#errors,
      awayAt,
      backAt,
      behind,
      unreached,
    });
  }

  async #kept(): Promise<Record<string, KeptMessage[]>> {
    const engine = await this.#broker.engine();
    const session = await engine.open({ message: () => {}, status: () => {}, top: () => {} });
    try {
      const kept: Record<string, KeptMessage[]> = {};
      for (const channel of this.#channels) {
        const { entries = [] } = await session.read(channel, { last: 100_000 });
        kept[channel] = entries.map(({ epoch, offset, payload }) => ({
          epoch,
          offset,
          name: nameIn(payload),
        }));
      }
      return kept;
    } finally {
      await session.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#publishers.close();
    await this.#subscribers.close();
    for (const hub of this.#hubs) await hub.close();
  }
}

export function now(): number {
  return performance.now();
}

/** Each message of a run has a name, which stands in its data. */
function nameIn(payload: string): string {
  return /"name":"([^"]+)"/.exec(payload)?.[1] ?? payload;
}
