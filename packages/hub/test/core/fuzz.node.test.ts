// Hostile frames: whatever clients say, the core throws nothing, answers within bounds, and serves the others.

import { readFileSync } from "node:fs";
import { SeededRandom } from "@skep/core/testing";
import { decodeFromClient, decodeFromHub } from "@skep/protocol";
import { expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import { HubCore } from "../../src/core/hub-core.ts";
import { type Identity, type Input, NOBODY } from "../../src/core/input.ts";
import { outletOf, writtenBy } from "./support/outlets.ts";
import { HistoryBudget } from "../../src/engine/history-budget.ts";
import { MemoryLog } from "../../src/engine/memory-log.ts";

const FRAMES = Number(process.env["SKEP_HUB_FRAMES"] ?? 100_000);
const page = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
const lines = page.split("\n").filter((line) => line.startsWith('{"type"'));

const TYPES = [
  "hello",
  "subscribe",
  "unsubscribe",
  "publish",
  "history",
  "auth",
  "ping",
  "pong",
  "event",
  "__proto__",
  "toString",
];
const VALUES: readonly unknown[] = [
  null, true, 0, 1, -1, 1.5, 2 ** 53, 1e300, "", "a", "good", "room:1", "$all", "process:1", "process:a:b", "x".repeat(300), "\ud800",
  [], [1], {}, { e: "k", o: 1 }, { e: 1 }, { __proto__: null, o: 2 }, Number.MAX_SAFE_INTEGER,
]; // oxfmt-ignore

function frameOf(random: SeededRandom): string {
  const message = JSON.parse(random.pick(lines)) as Record<string, unknown>;
  for (let count = random.int(4); count > 0; count--) {
    const name = random.pick([
      "type",
      "id",
      "channel",
      "data",
      "since",
      "last",
      "k",
      "v",
      "token",
      ...Object.keys(message),
    ]);
    message[name] = name === "type" ? random.pick(TYPES) : random.pick(VALUES);
  }
  const text = JSON.stringify(message);
  const dice = random.next();
  if (dice < 0.05) return text.slice(0, random.int(text.length));
  if (dice < 0.1)
    return Array.from({ length: random.int(20) }, () => text).join(
      random.pick(["\n", "", "\n\n", " "]),
    );
  if (dice < 0.11) return "[".repeat(random.int(60_000));
  return dice < 0.12
    ? text.replace(/"data":[^,}]*/, `"data":${"[".repeat(500)}1${"]".repeat(500)}`)
    : text;
}

/** As `expect` does, which would take most of the time of so many frames. */
function check(holds: boolean, about: string): void {
  if (!holds) throw new Error(`It does not hold for ${about}`);
}

/** A hub whose engine answers at once. */
class World {
  readonly #logs = new Map<string, MemoryLog>();
  readonly #core = new HubCore({
    most: 1_000_000,
    pendingOf: () => 0,
    now: () => 0,
    namespaceOf: () => ({
      retention: { messages: 5, age: 1e9 },
      publish: true,
      slow: "cursor",
      presence: true,
    }),
    authorises: true,
    authenticates: true,
    delivery: undefined,
    authTimeout: 5_000,
    subscriptions: 8,
    message: 65_536,
    heartbeat: 30_000,
    keys: 120_000,
    replay: 10,
    ring: 256,
  });
  written: { client: string; text: string }[] = [];
  readonly connected = new Set<string>();
  /** Clients that are let in. */
  readonly known = new Set<string>();
  /** Calls of the application that are not settled. */
  readonly calls = new Set<number>();
  readonly #todo: Input[] = [];

  constructor() {
    this.#perform(this.#core.begin());
    this.#settle();
  }

  input(input: Input): void {
    this.#todo.push(input);
    this.#settle();
  }

  #settle(): void {
    for (let next = this.#todo.shift(); next !== undefined; next = this.#todo.shift())
      this.#perform(this.#core.step(next));
  }

  #log(channel: string): MemoryLog {
    const log = this.#logs.get(channel) ?? new MemoryLog(channel, "e", new HistoryBudget(1e9), 100);
    this.#logs.set(channel, log);
    return log;
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === "settled") this.calls.delete(effect.call);
      if (effect.type === "write") {
        const { text } = effect.piece;
        this.written.push(...writtenBy(effect));
        // A stranger is told why it is not let in, and nothing else.
        if (effect.to.some(({ client }) => !this.known.has(client)))
          check(text.includes('"code":"unauthorised"'), text);
      }
      if (effect.type === "connected") this.known.add(effect.client);
      if (effect.type === "disconnected") {
        this.known.delete(effect.client);
        this.connected.delete(effect.client);
      }
      if (effect.type === "close") this.#todo.push({ type: "disconnected", client: effect.client });
      if (effect.type === "authenticate")
        this.#todo.push({
          type: "authenticated",
          question: effect.question,
          answer:
            effect.token === "good"
              ? { identity: { ...NOBODY, userId: "ada" } }
              : { code: "unauthorised", text: "no" },
        });
      if (effect.type === "authorise")
        this.#todo.push({
          type: "authorised",
          question: effect.question,
          isAllowed: effect.channel !== "process:1",
        });
      if (effect.type === "join")
        this.#todo.push({
          type: "joined",
          question: effect.question,
          position: this.#log(effect.channel).top,
        });
      if (effect.type === "read")
        this.#todo.push({
          type: "read",
          question: effect.question,
          answer: this.#log(effect.channel).read(effect.range, 0),
        });
      if (effect.type !== "publish") continue;
      const { channel } = effect.request;
      const message = this.#log(channel).append({ ...effect.request, time: 1 });
      const position = this.#log(channel).top;
      this.#todo.push({ type: "message", message });
      this.#todo.push({
        type: "published",
        question: effect.question,
        published: { outcome: "published", position },
      });
    }
  }

  subscriptionsOf(client: string): number {
    return this.#core.subscriptionsOf(client).length;
  }
}

/** Something that the application or the engine does meanwhile. */
function happening(random: SeededRandom, world: World, client: string): Input {
  const dice = random.next();
  if (dice < 0.1) return { type: "engine", status: random.pick(["up", "down"]) };
  if (dice < 0.2) return { type: "retry" };
  if (dice < 0.4) return { type: "send", client, draft: { type: "event", json: "1" } };
  const call = world.calls.size + random.int(1e9);
  world.calls.add(call);
  const target = random.pick([client, "nobody", { user: "ada" }]);
  const channel = random.pick(["a", "room:1", "process:1", "good"]);
  return { type: random.pick(["assign", "withdraw"]), target, channel, call };
}

test("a hundred thousand hostile frames harm nothing but what they ask for", { timeout: 0 }, () => {
  const random = new SeededRandom(17);
  const world = new World();
  const connect = (client: string, identity: Identity | undefined = NOBODY): void =>
    world.input({ type: "connected", outlet: outletOf(client), identity, remoteAddress: "" });
  connect("good");
  const strangers = new Set<string>();
  /** Whether a client was let in that was a stranger, and one that was not. */
  const known = new Set<boolean>();
  const say = (client: string, frame: string): void => {
    for (const message of decodeFromClient(frame))
      world.input({ type: "received", client, message });
  };
  say("good", '{"type":"hello","id":1,"v":1}');
  say("good", '{"type":"subscribe","id":2,"channel":"good"}');
  for (let count = 0; count < FRAMES; count++) {
    const client = `bad${random.int(3)}`;
    if (random.chance(0.01)) {
      world.input({ type: "disconnected", client });
    }
    // Some frames come from nobody.
    if (!world.connected.has(client) && random.chance(0.5)) {
      const identity = random.pick([NOBODY, { ...NOBODY, userId: "ada" }, undefined]);
      world.connected.add(client);
      if (identity === undefined) strangers.add(client);
      else strangers.delete(client);
      connect(client, identity);
    }
    world.written = [];
    if (random.chance(0.05)) world.input(happening(random, world, client));
    const frame = frameOf(random);
    say(client, frame);
    if (world.known.has(client)) known.add(strangers.has(client));
    // An answer is not much longer than what it answers, or is what is kept.
    const bytes = world.written.reduce((sum, { text }) => sum + text.length, 0);
    check(bytes < 20_000 + 80 * frame.length, frame);
    check(world.subscriptionsOf(client) <= 8, frame);
    for (const { text } of world.written)
      for (const { type } of decodeFromHub(text))
        check(type !== "bad_frame" && type !== "unknown", text);
  }
  expect(known.size).toBe(2);
  expect(world.calls).toEqual(new Set());
  world.input({ type: "engine", status: "up" });
  world.written = [];
  say("good", '{"type":"publish","id":3,"channel":"good","data":1}');
  expect(
    world.written
      .filter(({ client }) => client === "good")
      .map(({ text }) => JSON.parse(text).type),
  ).toEqual(["event", "ack"]);
});
