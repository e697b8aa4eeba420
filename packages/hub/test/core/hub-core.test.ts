// The core of a hub in plain examples: what goes in, and what goes out.

import { describe, expect, test } from "vitest";
import { PLAIN } from "../../src/core/namespace.ts";
import { allowed, at, Bench, joined } from "./support/core-bench.ts";

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
