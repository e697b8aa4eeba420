// A hub's core between an engine that answers when it likes and clients that keep the rules of the protocol, on links that break. What every
// reader gets is compared with what was published.

import { NOBODY } from "../../../src/core/input.ts";
import type { SeededRandom } from "@skep/core/testing";
import { decodeFromClient } from "@skep/protocol";
import type { Effect } from "../../../src/core/effect.ts";
import { HubCore } from "../../../src/core/hub-core.ts";
import type { Input } from "../../../src/core/input.ts";
import type { Namespace } from "../../../src/core/namespace.ts";
import type { EngineMessage, PublishRequest } from "../../../src/engine/engine.ts";
import { HistoryBudget } from "../../../src/engine/history-budget.ts";
import { MemoryLog } from "../../../src/engine/memory-log.ts";
import { payloadOf } from "../../../src/payload.ts";
import { outletOf, writtenBy } from "./outlets.ts";
import type { Entry, Truth } from "./reader.ts";
import { RuleClient } from "./rule-client.ts";
import { Violation } from "./violation.ts";

const PLAIN = { publish: true, presence: false };
const kept = (messages: number): Namespace => ({
  ...PLAIN,
  retention: { messages, age: 1e9 },
  slow: "cursor",
});

/** By the name of the channel. */
export const CHANNELS: Readonly<Record<string, Namespace>> = {
  "long:1": kept(400),
  "short:1": kept(4),
  "live:1": { ...PLAIN, retention: undefined, slow: "drop" },
  "new:1": { ...PLAIN, retention: undefined, slow: "latest" },
};

/** Bytes that may wait for a client: a few messages. */
const MOST = 500;

/** What a core does, so that a test can break it. */
export type Core = Pick<HubCore, "begin" | "step">;
export type MakeCore = (options: ConstructorParameters<typeof HubCore>[0]) => Core;

/** The options of a core, for which so many bytes may wait for a client. */
export function optionsOf(
  most: number,
  pendingOf: (client: string) => number,
  replay = 40,
): ConstructorParameters<typeof HubCore>[0] {
  return {
    most,
    pendingOf,
    now: () => 0,
    namespaceOf: (channel) => CHANNELS[channel] ?? { ...PLAIN, retention: undefined, slow: "drop" },
    authorises: false,
    authenticates: false,
    authTimeout: 5_000,
    subscriptions: 10,
    message: 65_536,
    heartbeat: 30_000,
    keys: 120_000,
    replay,
    ring: 256,
    delivery: undefined,
  };
}

/** The engine: logs that are real, and a way to the hub that is slow and loses messages. */
class Engine implements Truth {
  readonly #random: SeededRandom;
  readonly #logs = new Map<string, MemoryLog>();
  /** Each message carries its serial as its time. */
  readonly #entries = new Map<number, Entry>();
  readonly #latest = new Map<string, number>();
  readonly #joined = new Set<string>();
  toHub: EngineMessage[] = [];
  asked: Effect[] = [];
  #answers: Input[] = [];
  /** The hub cannot reach it. Others can, so what they publish meanwhile is not told. */
  isAway = false;
  /** So many of its next answers fail, although it is back. */
  #stumbles = 0;
  #serial = 0;
  #epoch = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  entryAt(time: number): Entry | undefined {
    return this.#entries.get(time);
  }

  log(channel: string): MemoryLog {
    const log =
      this.#logs.get(channel) ??
      new MemoryLog(channel, `e${++this.#epoch}`, new HistoryBudget(1e9), 100);
    this.#logs.set(channel, log);
    return log;
  }

  publish(channel: string, isLossy: boolean): void {
    const serial = ++this.#serial;
    const before = this.#latest.get(channel) ?? 0;
    this.#entries.set(serial, { serial, before });
    this.#latest.set(channel, serial);
    const request: PublishRequest = {
      channel,
      time: serial,
      payload: payloadOf({ type: "event", json: String(serial) }),
      retention: CHANNELS[channel]?.retention,
    };
    const message = this.log(channel).append(request);
    // On its way to the hub a message may be lost.
    if (this.#joined.has(channel) && !this.isAway && !(isLossy && this.#random.chance(0.03)))
      this.toHub.push(message);
  }

  /** What is on its way is lost, and what was asked fails. */
  leave(): void {
    this.isAway = true;
    this.toHub = [];
    this.#answers = this.#answers.map((answer) =>
      answer.type === "joined" ? { ...answer, position: undefined } : answer,
    );
  }

  /** An answer may be on its way while messages overtake it. */
  #later(input: Input): Input | undefined {
    if (this.#random.chance(0.5)) return input;
    this.#answers.push(input);
    return undefined;
  }

  comeBack(): void {
    this.isAway = false;
    this.#stumbles = this.#random.int(8);
  }

  latest(channel: string): number {
    return this.#latest.get(channel) ?? 0;
  }

  /** The hub is another one: it has joined nothing. */
  leaveAll(): void {
    this.#joined.clear();
    // A hub begins with an engine that is there.
    this.isAway = false;
    this.#stumbles = 0;
    this.toHub = [];
    this.asked = [];
    this.#answers = [];
  }

  /** Everything that was kept is lost. */
  lose(): void {
    this.#logs.clear();
  }

  /** Answers one question of the hub; sometimes it cannot. */
  answer(isLossy: boolean): Input | undefined {
    const late = this.#answers.shift();
    if (late !== undefined) return late;
    const effect = this.asked.shift();
    if (effect === undefined) return undefined;
    const isStumbling = this.#stumbles > 0 && this.#stumbles-- > 0;
    const isAway = this.isAway || isStumbling || (isLossy && this.#random.chance(0.05));
    switch (effect.type) {
      case "join":
        if (isAway && effect.channel !== "$all")
          return { type: "joined", question: effect.question, position: undefined };
        this.#joined.add(effect.channel);
        return this.#later({
          type: "joined",
          question: effect.question,
          position: this.log(effect.channel).top,
        });
      case "read": {
        const answer = isAway ? undefined : this.log(effect.channel).read(effect.range, 0);
        return { type: "read", question: effect.question, answer };
      }
      case "leave":
        this.#joined.delete(effect.channel);
        return undefined;
      default:
        return undefined;
    }
  }
}

export class ScheduleWorld {
  readonly #random: SeededRandom;
  readonly #make: MakeCore;
  readonly #engine: Engine;
  readonly #clients: RuleClient[];
  #core!: Core;
  #count = 0;
  /** What the core has told last. */
  #isDegraded = false;
  #isRetryAsked = false;
  /** The calls of the application that are not settled. */
  readonly #calls = new Set<number>();
  /** No faults any more. */
  #isCalm = false;

  constructor(random: SeededRandom, make: MakeCore = (options) => new HubCore(options)) {
    this.#random = random;
    this.#make = make;
    this.#engine = new Engine(random);
    this.#clients = Array.from(
      { length: 3 },
      () => new RuleClient(random, Object.keys(CHANNELS), this.#engine),
    );
    this.#startHub();
  }

  run(steps: number): void {
    for (let left = steps; left > 0; left--) this.#act();
    this.#settle();
  }

  // --- the hub ---

  #startHub(): void {
    this.#engine.leaveAll();
    this.#isDegraded = this.#isRetryAsked = false;
    this.#calls.clear();
    for (const client of this.#clients) if (client.isUp) client.lost();
    this.#core = this.#make(optionsOf(MOST, (id) => this.#clientOf(id)?.pending ?? 0));
    this.#perform(this.#core.begin());
    // A hub takes clients when it tells broadcasts.
    const joined = this.#engine.answer(false) ?? this.#engine.answer(false);
    if (joined !== undefined) this.#input(joined);
  }

  #clientOf(id: string): RuleClient | undefined {
    return this.#clients.find((client) => client.id === id && client.isUp);
  }

  #input(input: Input): void {
    this.#perform(this.#core.step(input));
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === "join" || effect.type === "read" || effect.type === "leave")
        this.#engine.asked.push(effect);
      if (effect.type === "degraded") this.#isDegraded = !this.#isDegraded;
      if (effect.type === "retry") this.#isRetryAsked = true;
      if (effect.type === "settled") this.#calls.delete(effect.call);
      for (const { client, text } of writtenBy(effect)) this.#clientOf(client)?.fromHub.push(text);
      const client = "client" in effect ? this.#clientOf(effect.client) : undefined;
      if (client === undefined) continue;
      if (effect.type === "watch") client.isWatched = true;
      if (effect.type === "close") this.#cut(client);
    }
  }

  #cut(client: RuleClient): void {
    const { id } = client;
    client.lost();
    this.#input({ type: "disconnected", client: id });
  }

  // --- what happens ---

  #act(): void {
    const dice = this.#random.next();
    const client = this.#random.pick(this.#clients);
    if (dice < 0.22) this.#engine.publish(this.#random.pick(Object.keys(CHANNELS)), true);
    else if (dice < 0.4) this.#tell();
    else if (dice < 0.5) this.#answer();
    else if (dice < 0.62) this.#hear(client);
    else if (dice < 0.86) this.#deliver(client);
    else if (dice < 0.94) client.live(this.#random.chance(0.05));
    else if (dice < 0.965) this.#toggle(client);
    else if (dice < 0.985) this.#assign(client);
    else if (dice < 0.99) this.#startHub();
    else if (dice < 0.992) this.#engine.lose();
    else if (dice < 0.996) this.#toggleEngine();
    else this.#retry();
  }

  #toggleEngine(): void {
    const status = this.#engine.isAway ? "up" : "down";
    if (status === "down") this.#engine.leave();
    else this.#engine.comeBack();
    this.#input({ type: "engine", status });
  }

  #retry(): void {
    if (!this.#isRetryAsked) return;
    this.#isRetryAsked = false;
    this.#input({ type: "retry" });
  }

  #toggle(client: RuleClient): void {
    if (client.isUp) return this.#random.chance(0.3) ? this.#cut(client) : undefined;
    client.opened(`c${++this.#count}`);
    const outlet = outletOf(client.id);
    this.#input({ type: "connected", outlet, identity: NOBODY, remoteAddress: "" });
  }

  /** The application gives a channel to a client, which may be gone. */
  #assign(client: RuleClient): void {
    const call = ++this.#count;
    this.#calls.add(call);
    const channel = this.#random.pick(Object.keys(CHANNELS));
    this.#input({ type: "assign", target: client.id, channel, call });
  }

  /** The engine tells the hub a message. */
  #tell(): void {
    const message = this.#engine.toHub.shift();
    if (message !== undefined) this.#input({ type: "message", message });
  }

  #answer(): void {
    // What the engine told before it answers, it told before.
    while (this.#engine.toHub.length > 0 && this.#random.chance(0.5)) this.#tell();
    const input = this.#engine.answer(!this.#isCalm);
    if (input !== undefined) this.#input(input);
  }

  /** The hub reads a request of a client that it reads. */
  #hear(client: RuleClient): void {
    if (!client.isUp || client.isWatched) return;
    const text = client.toHub.shift();
    for (const message of decodeFromClient(text ?? ""))
      this.#input({ type: "received", client: client.id, message });
  }

  #deliver(client: RuleClient): void {
    if (!client.isUp) return;
    client.take();
    if (!client.isWatched || client.pending > MOST / 4) return;
    client.isWatched = false;
    this.#input({ type: "drained", client: client.id });
  }

  // --- the end: no faults, and everything arrives ---

  #settle(): void {
    this.#isCalm = true;
    const wasAway = this.#endOutage();
    for (let round = 0; round < 700; round++) {
      if (round === 300 && wasAway) this.#checkMissed();
      // Each channel goes on twice, so that every hole is seen.
      if (round === 300 || round === 500)
        for (const channel of Object.keys(CHANNELS)) this.#engine.publish(channel, false);
      this.#tell();
      this.#answer();
      for (const client of this.#clients) {
        if (!client.isUp) this.#toggle(client);
        this.#hear(client);
        this.#deliver(client);
        // Now the alarm is longer than any answer takes.
        client.live(round % 40 === 0);
      }
      if (round % 40 === 0) this.#retry();
    }
    this.#checkEnd();
  }

  /** Ends an outage, or in half of all schedules makes one, in which each channel goes on. */
  #endOutage(): boolean {
    const isAway = this.#engine.isAway || this.#random.chance(0.5);
    if (!isAway) return false;
    if (!this.#engine.isAway) this.#toggleEngine();
    for (const channel of Object.keys(CHANNELS)) this.#engine.publish(channel, true);
    this.#toggleEngine();
    return true;
  }

  #checkMissed(): void {
    for (const client of this.#clients)
      for (const { channel, state } of client.readers) {
        const { top } = this.#engine.log(channel);
        const { epoch, offset } = state.position ?? {};
        if (epoch !== top.epoch || offset !== top.offset)
          throw new Violation(
            "what was missed while the engine was away comes without another message",
            `${channel}: ${offset}, not ${top.offset}; ${JSON.stringify(state)}`,
          );
      }
  }

  #checkEnd(): void {
    if (this.#calls.size > 0)
      throw new Violation("each call of the application is settled", [...this.#calls].join());
    if (this.#isDegraded) throw new Violation("a hub whose engine is back is up", "it is degraded");
    for (const client of this.#clients)
      for (const { channel, seen, state } of client.readers) {
        const latest = this.#engine.latest(channel);
        if (seen !== latest)
          throw new Violation(
            "everything arrives",
            `${channel}: ${seen}, not ${latest}; ${JSON.stringify(state)}`,
          );
      }
  }
}
