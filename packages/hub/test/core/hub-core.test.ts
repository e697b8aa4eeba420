// The core of a hub in plain examples: what goes in, and what goes out.

import { NOBODY } from "../../src/core/input.ts";
import { decodeFromClient } from "@skep/protocol";
import { describe, expect, test } from "vitest";
import type { CoreOptions } from "../../src/core/core-options.ts";
import type { Effect } from "../../src/core/effect.ts";
import { HubCore } from "../../src/core/hub-core.ts";
import type { Input } from "../../src/core/input.ts";
import { PLAIN } from "../../src/core/namespace.ts";
import { payloadOf } from "../../src/payload.ts";

const at = (offset: number, epoch = "e"): { epoch: string; offset: number } => ({ epoch, offset });

class Bench {
  readonly core: HubCore;
  effects: Effect[] = [];

  constructor(options: Partial<CoreOptions> = {}) {
    this.core = new HubCore({
      most: 1_000,
      pendingOf: () => 0,
      now: () => 0,
      namespaceOf: () => PLAIN,
      authorises: false,
      authenticates: false,
      authTimeout: 5_000,
      subscriptions: 10,
      message: 65_536,
      heartbeat: 30_000,
      keys: 120_000,
      replay: 10,
      ...options,
    });
    this.#add(this.core.begin());
    this.answer("join", { type: "joined", question: 1, position: at(0) });
  }

  #add(effects: readonly Effect[]): void {
    this.effects.push(...effects);
  }

  input(input: Input): this {
    this.#add(this.core.step(input));
    return this;
  }

  connect(client: string, version: 0 | 1 = 1): this {
    const identity = NOBODY;
    this.input({ type: "connected", client, identity, remoteAddress: "" });
    return version === 1 ? this.say(client, { type: "hello", id: 0, v: 1, ts: "ms" }) : this;
  }

  say(client: string, message: object): this {
    for (const each of decodeFromClient(JSON.stringify(message)))
      this.input({ type: "received", client, message: each });
    return this;
  }

  message(channel: string, offset: number, previous = offset - 1, epoch = "e"): this {
    const payload = payloadOf({ type: "event", json: String(offset) });
    return this.input({
      type: "message",
      message: { channel, epoch, offset, previous, time: offset, payload },
    });
  }

  /** Takes the oldest effect of a type, and answers its question. */
  answer(type: "join" | "read" | "authorise", input: Input): this {
    const index = this.effects.findIndex((effect) => effect.type === type);
    const [effect] = this.effects.splice(index, 1);
    if (effect === undefined || !("question" in effect)) throw new Error(`There is no ${type}.`);
    return this.input({ ...input, question: effect.question } as Input);
  }

  /** What was written to a client since the last call, in short. */
  told(client: string): string[] {
    const texts = this.effects.flatMap((effect) =>
      effect.type === "write" && effect.client === client ? [effect.piece.text] : [],
    );
    this.effects = this.effects.filter(
      (effect) => effect.type !== "write" || effect.client !== client,
    );
    return texts.map((text) => {
      const { type, re, o, data, code, recovered } = JSON.parse(text);
      return [type, re, o, data, code, recovered].filter((part) => part !== undefined).join(" ");
    });
  }
}

const joined = (position: { epoch: string; offset: number } | undefined): Input => ({
  type: "joined",
  question: 0,
  position,
});
const allowed = (isAllowed: boolean): Input => ({ type: "authorised", question: 0, isAllowed });

describe("a subscription", () => {
  test("gets messages that overtook the answer of the engine", () => {
    const bench = new Bench().connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
    bench
      .message("c", 5)
      .message("c", 6)
      .message("c", 7)
      .answer("join", joined(at(5)))
      .message("c", 8);
    expect(bench.told("a")).toEqual([
      "welcome 0",
      "ack 1 5",
      "event 6 6",
      "event 7 7",
      "event 8 8",
    ]);
  });

  test("that the engine cannot tell is refused, and can be asked for again", () => {
    const bench = new Bench().connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
    bench
      .answer("join", joined(undefined))
      .say("a", { type: "subscribe", id: 2, channel: "c" })
      .answer("join", joined(at(3)));
    expect(bench.told("a")).toEqual([
      "welcome 0",
      "error 1 the engine is away unavailable",
      "ack 2 3",
    ]);
  });

  test("of two clients is one of the hub", () => {
    const bench = new Bench().connect("a").connect("b");
    for (const client of ["a", "b"]) bench.say(client, { type: "subscribe", id: 1, channel: "c" });
    expect(bench.effects.filter(({ type }) => type === "join").length).toBe(1);
    bench.answer("join", joined(at(3))).say("a", { type: "unsubscribe", id: 2, channel: "c" });
    expect(bench.effects.some(({ type }) => type === "leave")).toBe(false);
    bench.input({ type: "disconnected", client: "b" });
    expect(bench.effects.filter(({ type }) => type === "leave").length).toBe(1);
    expect(bench.core.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
  });

  test("begins at the last few of what the engine has", () => {
    const kept = { ...PLAIN, retention: { messages: 2, age: 1e9 }, slow: "cursor" } as const;
    const bench = new Bench({ namespaceOf: () => kept })
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c", last: 5 });
    bench.answer("join", joined(at(2)));
    const entries = [1, 2].map((offset) => ({
      channel: "c",
      ...at(offset),
      previous: offset - 1,
      time: offset,
      payload: "event  \n0",
    }));
    // One that the engine tells besides is no part of the answer.
    bench.answer("read", {
      type: "read",
      question: 0,
      answer: { top: at(3), entries: [...entries, { ...entries[1]!, offset: 3, previous: 2 }] },
    });
    bench.message("c", 3);
    expect(bench.told("a")).toEqual([
      "welcome 0 0",
      "ack 1 0",
      "event 1 0",
      "event 2 0",
      "event 3 3",
    ]);
  });
});

describe("requests of one client", () => {
  test("are handled in their order, however long the first one takes", () => {
    const bench = new Bench({ authorises: true }).connect("a").connect("b");
    bench
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .say("a", { type: "unsubscribe", id: 2, channel: "c" });
    bench.say("a", { type: "ping", id: 3 }).say("b", { type: "subscribe", id: 1, channel: "c" });
    expect(bench.told("a")).toEqual(["welcome 0", "pong 3"]);
    bench.answer("authorise", allowed(true)).answer("join", joined(at(3)));
    expect(bench.told("a")).toEqual(["ack 1 3", "ack 2"]);
    bench.answer("authorise", allowed(false));
    expect(bench.told("b")).toEqual(["welcome 0", "error 1 subscription unauthorised forbidden"]);
  });

  test("of a client that is gone are answered to nobody", () => {
    const bench = new Bench({ authorises: true })
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c" });
    bench.input({ type: "disconnected", client: "a" }).answer("authorise", allowed(true));
    bench.input({ type: "received", client: "a", message: { type: "ping" } });
    expect(bench.told("a")).toEqual(["welcome 0"]);
    expect(bench.core.stats()).toEqual({ clients: 0, channels: 0, subscribers: 0 });
  });

  test("have a bound, beyond which the link ends", () => {
    const bench = new Bench({ authorises: true }).connect("a");
    for (let id = 1; id <= 1_026; id++) bench.say("a", { type: "subscribe", id, channel: "c" });
    expect(bench.effects.filter(({ type }) => type === "close")).toEqual([
      { type: "close", client: "a", code: 4429, reason: "too many requests without an answer" },
    ]);
  });
});

describe("a client that misses something", () => {
  test("is told, and one of v0, which cannot be, is closed", () => {
    const bench = new Bench().connect("a").connect("old", 0);
    for (const client of ["a", "old"])
      bench.say(client, { type: "subscribe", id: 1, channel: "c" });
    bench.answer("join", joined(at(3))).message("c", 1, 0, "f");
    expect(bench.told("a")).toEqual(["welcome 0", "ack 1 3", "gap 0", "event 1 1"]);
    expect(bench.effects.filter(({ type }) => type === "close")).toEqual([
      { type: "close", client: "old", code: 4413, reason: "messages were missed" },
    ]);
  });

  test("misses nothing where the engine has it", () => {
    const bench = new Bench()
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .answer("join", joined(at(3)));
    bench.message("c", 6).message("c", 7);
    const entries = [4, 5, 6, 7].map((offset) => ({
      channel: "c",
      ...at(offset),
      previous: offset - 1,
      time: 0,
      payload: `event  \n${offset}`,
    }));
    bench
      .answer("read", { type: "read", question: 0, answer: { top: at(7), entries } })
      .message("c", 8);
    expect(bench.told("a").slice(2)).toEqual([
      "event 4 4",
      "event 5 5",
      "event 6 6",
      "event 7 7",
      "event 8 8",
    ]);
  });
});

test("a payload that no hub has written has a place in its channel, and nothing to say", () => {
  const bench = new Bench()
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c" })
    .answer("join", joined(at(0)));
  for (const [offset, payload] of ["", "nonsense", "sing  \n1", "event\n1"].entries())
    bench.input({
      type: "message",
      message: { channel: "c", ...at(offset + 1), previous: offset, time: 0, payload },
    });
  expect(bench.told("a").slice(2)).toEqual(["event 1", "event 2", "event 3", "event 4"]);
});
