// A hub's core between clients that ask for anything, an application that gives, takes and is asked, and an engine that answers in any order.
// Each client is held against what it was told: which of its requests are answered, and which channels it has.

import type { SeededRandom } from "@skep/core/testing";
import {
  type Ack,
  decodeFromClient,
  decodeFromHub,
  type Failure,
  type FromHub,
  type Publication,
} from "@skep/protocol";
import type { Effect } from "../../../src/core/effect.ts";
import { HubCore } from "../../../src/core/hub-core.ts";
import { type Input, NOBODY } from "../../../src/core/input.ts";
import { HistoryBudget } from "../../../src/engine/history-budget.ts";
import { MemoryLog } from "../../../src/engine/memory-log.ts";
import { payloadOf } from "../../../src/payload.ts";
import { outletOf, writtenBy } from "./outlets.ts";
import { Violation } from "./violation.ts";

const CHANNELS = ["long:1", "short:1", "live:1", "process:1"];
const MOST_CHANNELS = 3;

/** What a client knows, by the page of the protocol alone. */
class Witness {
  readonly id: string;
  /** The ids of its requests without an answer, in order. */
  readonly asked: { readonly id: number; readonly type: string; readonly channel: string }[] = [];
  readonly held = new Set<string>();
  #last = 0;

  constructor(id: string) {
    this.id = id;
  }

  ask(type: string, channel: string, more: object = {}): string {
    const id = ++this.#last;
    this.asked.push({ id, type, channel });
    return JSON.stringify({ type, id, channel, ...more });
  }

  take(message: FromHub): void {
    switch (message.type) {
      case "ack":
      case "error":
        return this.#answered(message);
      case "subscribed":
        return void this.held.add(message.channel);
      case "gap":
      case "event":
        // What answers a request for the past belongs to no subscription.
        if (!("re" in message && message.re !== undefined)) this.#delivered(message.channel);
        return;
      case "welcome":
        return;
      default:
        throw new Violation("the hub says what can be read", JSON.stringify(message));
    }
  }

  #delivered(channel: string): void {
    if (channel !== "$all" && !this.held.has(channel))
      throw new Violation("only what a client has is delivered", `${this.id} ${channel}`);
  }

  #answered(message: Ack | Failure | Publication): void {
    if (message.type === "error" && message.re === undefined) {
      if ("code" in message && message.channel !== undefined) this.held.delete(message.channel);
      return;
    }
    const request = this.asked.shift();
    if (request === undefined || request.id !== message.re)
      throw new Violation(
        "requests are answered once, in order",
        `${this.id}: ${message.re}, not ${request?.id}`,
      );
    if (message.type === "error") return;
    if (request.type === "subscribe") this.held.add(request.channel);
    if (request.type === "unsubscribe") this.held.delete(request.channel);
  }
}

/** A deliberate bug: inputs that are other ones or none, effects that are left out. */
export interface Bug {
  readonly input?: (input: Input) => Input | undefined;
  readonly effect?: (effect: Effect) => boolean;
}

type Question = Extract<Effect, { readonly question: number }>;

export class RequestWorld {
  readonly #random: SeededRandom;
  readonly #core: HubCore;
  readonly #bug: Bug;
  readonly #logs = new Map<string, MemoryLog>();
  #clients: Witness[] = [];
  /** What was asked of the engine and the application. */
  readonly #asked: Question[] = [];
  readonly #calls = new Set<number>();
  readonly #closed = new Set<string>();
  #count = 0;
  #time = 0;

  constructor(random: SeededRandom, bug: Bug = {}) {
    this.#random = random;
    this.#bug = bug;
    this.#core = new HubCore({
      most: 1_000_000,
      pendingOf: () => 0,
      now: () => 0,
      namespaceOf: (channel) =>
        channel.startsWith("live")
          ? { retention: undefined, publish: false, slow: "drop", presence: false }
          : {
              retention: { messages: channel.startsWith("short") ? 2 : 50, age: 1e9 },
              publish: false,
              slow: "cursor",
              presence: true,
            },
      authorises: true,
      authenticates: false,
      delivery: undefined,
      authTimeout: 5_000,
      subscriptions: MOST_CHANNELS,
      message: 65_536,
      heartbeat: 30_000,
      keys: 120_000,
      replay: 10,
      ring: 256,
    });
    this.#perform(this.#core.begin());
    this.#answer(true);
  }

  run(steps: number): void {
    for (let left = steps; left > 0; left--) {
      this.#act();
      this.#end();
    }
    while (this.#asked.length > 0) this.#answer(true);
    this.#end();
    this.#check();
  }

  #input(input: Input): void {
    const { input: change = (same: Input) => same } = this.#bug;
    const changed = change(input);
    if (changed !== undefined) this.#perform(this.#core.step(changed));
  }

  #log(channel: string): MemoryLog {
    const log = this.#logs.get(channel) ?? new MemoryLog(channel, "e", new HistoryBudget(1e9), 100);
    this.#logs.set(channel, log);
    return log;
  }

  #perform(effects: readonly Effect[]): void {
    const { effect: isKept = () => true } = this.#bug;
    for (const effect of effects.filter(isKept)) {
      if (effect.type === "close") this.#closed.add(effect.client);
      if ("question" in effect) this.#asked.push(effect);
      if (effect.type === "settled") this.#calls.delete(effect.call);
      for (const { client, text } of writtenBy(effect)) this.#deliver(client, text);
    }
  }

  #deliver(id: string, text: string): void {
    const client = this.#clients.find((each) => each.id === id);
    for (const message of decodeFromHub(text)) client?.take(message);
  }

  /** The links that the hub has closed end. */
  #end(): void {
    for (const client of this.#clients.filter(({ id }) => this.#closed.has(id)))
      this.#disconnect(client);
    this.#closed.clear();
  }

  // --- what happens ---

  #act(): void {
    const dice = this.#random.next();
    const channel = this.#random.pick(CHANNELS);
    const client = this.#clients.length > 0 ? this.#random.pick(this.#clients) : undefined;
    if (client === undefined || (dice < 0.02 && this.#clients.length < 3)) this.#connect();
    else if (dice < 0.03) this.#disconnect(client);
    else if (dice < 0.3) this.#say(client, this.#request(client, channel));
    else if (dice < 0.45) this.#publish(channel);
    else if (dice < 0.6) this.#call(client, channel);
    else this.#answer(this.#random.chance(0.8));
  }

  #connect(): void {
    const client = new Witness(`c${++this.#count}`);
    this.#clients.push(client);
    const channels = this.#random.chance(0.3) ? [this.#random.pick(CHANNELS)] : [];
    const identity = { ...NOBODY, userId: "ada", channels };
    const outlet = outletOf(client.id);
    this.#input({ type: "connected", outlet, identity, remoteAddress: "" });
    this.#say(client, '{"type":"hello","id":0,"v":1,"ts":"ms"}');
  }

  #disconnect(client: Witness): void {
    this.#clients = this.#clients.filter((each) => each !== client);
    this.#input({ type: "disconnected", client: client.id });
  }

  #say(client: Witness, text: string): void {
    for (const message of decodeFromClient(text))
      this.#input({ type: "received", client: client.id, message });
  }

  #request(client: Witness, channel: string): string {
    const dice = this.#random.next();
    if (dice < 0.25) return client.ask("unsubscribe", channel);
    if (dice < 0.4) return client.ask("history", channel);
    if (dice < 0.6) return client.ask("subscribe", channel);
    if (dice < 0.8) return client.ask("subscribe", channel, { last: this.#random.int(20) });
    const { offset } = this.#log(channel).top;
    const since = { e: this.#random.pick(["e", "e", "f"]), o: this.#random.int(offset + 2) };
    return client.ask("subscribe", channel, { since });
  }

  #call(client: Witness, channel: string): void {
    const dice = this.#random.next();
    if (dice < 0.2) return this.#input({ type: "recheck", target: client.id });
    if (dice < 0.3)
      return this.#input({ type: "engine", status: this.#random.pick(["up", "down"]) });
    const call = ++this.#count;
    this.#calls.add(call);
    const target = this.#random.pick([client.id, client.id, { user: "ada" }]);
    this.#input({ type: this.#random.pick(["assign", "withdraw"]), target, channel, call });
  }

  #publish(channel: string): void {
    const payload = payloadOf({ type: "event", json: "1" });
    const retention = { messages: channel.startsWith("short") ? 2 : 50, age: 1e9 };
    const message = this.#log(channel).append({ channel, payload, time: ++this.#time, retention });
    this.#input({ type: "message", message });
  }

  /** Answers one question, whichever; the engine may be away, and the application may say no. */
  #answer(isWell: boolean): void {
    const at = this.#random.int(this.#asked.length);
    const [effect] = this.#asked.splice(at, 1);
    if (effect === undefined) return;
    const { question } = effect;
    if (effect.type === "authorise")
      this.#input({ type: "authorised", question, isAllowed: isWell });
    if (effect.type === "join") {
      const position = isWell ? this.#log(effect.channel).top : undefined;
      this.#input({ type: "joined", question, position });
    }
    if (effect.type === "read") {
      const answer = isWell ? this.#log(effect.channel).read(effect.range, 0) : undefined;
      this.#input({ type: "read", question, answer });
    }
  }

  // --- the end: every question is answered ---

  #check(): void {
    if (this.#calls.size > 0)
      throw new Violation("each call of the application is settled", [...this.#calls].join());
    for (const { id, asked, held } of this.#clients) {
      if (asked.length > 0)
        throw new Violation("each request is answered", `${id}: ${JSON.stringify(asked)}`);
      const has = this.#core.subscriptionsOf(id);
      if (has.join() !== [...held].toSorted().join())
        throw new Violation(
          "a client knows which channels it has",
          `${id}: ${has.join()}, not ${[...held].join()}`,
        );
    }
  }
}
