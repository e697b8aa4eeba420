// The core of a hub in plain examples: what goes in, and what goes out.

import { describe, expect, test } from "vitest";
import type { Input } from "../../src/core/input.ts";
import { PLAIN, REFUSED } from "../../src/core/namespace.ts";
import type { EngineMessage, ReadAnswer } from "../../src/engine/engine.ts";
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

describe("a client that asks for the last few", () => {
  const kept = { ...PLAIN, retention: { messages: 9, age: 1e9 }, slow: "cursor" } as const;
  const entry = (offset: number): EngineMessage => ({
    channel: "c",
    ...at(offset),
    previous: offset - 1,
    time: offset,
    payload: `event  \n${offset}`,
  });
  const read = (answer: ReadAnswer): Input => ({ type: "read", question: 0, answer });
  const reading = (request: object): Bench =>
    new Bench({ namespaceOf: () => kept, replay: 3 })
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c", ...request })
      .answer("join", joined(at(9)));
  /** The answer, and what was delivered. */
  const answered = (bench: Bench): unknown[] =>
    bench.effects
      .flatMap((effect) => (effect.type === "write" ? [JSON.parse(effect.piece.text)] : []))
      .slice(1)
      .map(({ type, e: _, t: __, timestamp: ___, channel: ____, ...rest }) => [type, rest]);

  test("and missed what is lost goes on with them behind the gap", () => {
    const bench = reading({ since: { e: "old", o: 5 }, last: 2 });
    bench.answer("read", read({ top: at(9), gap: "epoch" }));
    bench.answer("read", read({ top: at(9), entries: [entry(8), entry(9)] }));
    expect(answered(bench)).toEqual([
      ["ack", { re: 1, o: 7, recovered: false, reason: "epoch", replay: 2 }],
      ["event", { data: 8, o: 8 }],
      ["event", { data: 9, o: 9 }],
    ]);
  });

  test("and missed what is lost in a fork goes on at the head, as it may have seen them", () => {
    const bench = reading({ since: { e: "e", o: 5, t: 1 }, last: 2 });
    bench.answer("read", read({ top: at(9), gap: "fork" }));
    expect(answered(bench)).toEqual([["ack", { re: 1, o: 9, recovered: false, reason: "fork" }]]);
  });

  test("is told where there are more than the hub replays", () => {
    const all = { top: at(9), entries: [entry(7), entry(8), entry(9)] };
    const asked = reading({ last: 100 }).answer("read", read(all));
    expect(answered(asked)[0]).toEqual(["ack", { re: 1, o: 6, reason: "limit", replay: 3 }]);
    const whole = reading({ last: 3 }).answer("read", read(all));
    expect(answered(whole)[0]).toEqual(["ack", { re: 1, o: 6, replay: 3 }]);
    const few = reading({ last: 100 }).answer("read", read({ ...all, entries: [entry(9)] }));
    expect(answered(few)[0]).toEqual(["ack", { re: 1, o: 8, replay: 1 }]);
  });

  test("of the history is told where there are more", () => {
    const all = { top: at(9), entries: [entry(7), entry(8), entry(9)] };
    const history = (request: object, most: number): unknown =>
      answered(
        new Bench({ namespaceOf: () => kept, replay: 3, most })
          .connect("a")
          .say("a", { type: "history", id: 1, channel: "c", ...request })
          // The welcome has left.
          .input({ type: "drained", client: "a" })
          .answer("read", read(all)),
      )[0];
    expect(history({ last: 3 }, 1_000)).toEqual(["ack", { re: 1, o: 9, replay: 3 }]);
    expect(history({}, 1_000)).toEqual(["ack", { re: 1, o: 9, reason: "limit", replay: 3 }]);
    expect(history({ last: 3 }, 100)).toEqual(["ack", { re: 1, o: 9, reason: "limit", replay: 1 }]);
  });
});

describe("a request that begins a subscription anew, and fails", () => {
  const kept = { ...PLAIN, retention: { messages: 2, age: 1e9 }, slow: "cursor" } as const;
  const away: Input = { type: "read", question: 0, answer: undefined };

  test("leaves the subscription where it was", () => {
    const bench = new Bench({ namespaceOf: () => kept })
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .answer("join", joined(at(3)));
    bench.say("a", { type: "subscribe", id: 2, channel: "c", last: 9 }).message("c", 4);
    expect(bench.told("a")).toEqual(["welcome 0 0", "ack 1 3"]);
    bench.answer("read", away).message("c", 5);
    expect(bench.told("a")).toEqual([
      "error 2 the engine is away unavailable",
      "event 4 4",
      "event 5 5",
    ]);
  });

  test("leaves the broadcasts, which everybody has", () => {
    const bench = new Bench({ namespaceOf: () => kept }).connect("a");
    bench.say("a", { type: "subscribe", id: 1, since: { e: "other", o: 1 } });
    bench.message("$all", 1).answer("read", away).message("$all", 2);
    expect(bench.told("a")).toEqual([
      "welcome 0 0",
      "error 1 the engine is away unavailable",
      "event 1 1",
      "event 2 2",
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

  test("about a channel of a namespace that has to be named, and is not, are refused", () => {
    const bench = new Bench({
      authorises: true,
      namespaceOf: (channel) => (channel === "$all" ? PLAIN : REFUSED),
    });
    bench.connect("a").connect("old", 0).say("old", { type: "subscribe", channel: "c" });
    for (const [id, type] of ["subscribe", "publish", "history"].entries())
      bench.say("a", { type, id: 1 + id, channel: "c", data: 1 });
    bench.say("a", { type: "subscribe", id: 4, channel: "$all" });
    expect(bench.told("a")).toEqual([
      "welcome 0",
      ...[1, 2, 3].map((id) => `error ${id} unknown channel unknown_channel`),
      "ack 4 0",
    ]);
    expect(bench.told("old")).toEqual(["error unknown channel"]);
    expect(bench.effects.some(({ type }) => type === "authorise")).toBe(false);
  });

  test("about which the application has not said in time may be sent again later, and hold up no others", () => {
    const bench = new Bench({ authorises: true }).connect("a").connect("old", 0);
    bench
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .say("a", { type: "subscribe", id: 2, channel: "d" })
      .say("old", { type: "subscribe", channel: "c" });
    bench.answer("authorise", allowed(undefined));
    bench.answer("authorise", allowed(undefined)).answer("authorise", allowed(true));
    bench.answer("join", joined(at(3)));
    const text = "nobody has said in time whether the client may";
    expect(bench.told("a")).toEqual(["welcome 0", `error 1 ${text} unavailable`, "ack 2 3"]);
    expect(bench.told("old")).toEqual([`error ${text}`]);
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
    const bench = new Bench({ authorises: true, subscriptions: 5_000 }).connect("a");
    // A client may ask for all its channels at once, and publish what it has.
    for (let id = 1; id <= 6_025; id++) bench.say("a", { type: "subscribe", id, channel: "c" });
    expect(bench.effects.filter(({ type }) => type === "close")).toEqual([]);
    bench.say("a", { type: "subscribe", id: 6_026, channel: "c" });
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
    const answer = { top: at(1, "f"), gap: "epoch" } as const;
    bench.answer("read", { type: "read", question: 0, answer });
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
      time: offset,
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

test("what waits for a client has a bound within one step, of which its link knows nothing yet", () => {
  const kept = { ...PLAIN, retention: { messages: 300, age: 1e9 }, slow: "cursor" } as const;
  const entries = Array.from({ length: 200 }, (_, index) => ({
    channel: "c",
    ...at(index + 1),
    previous: index,
    time: index + 1,
    payload: `event  \n${index + 1}`,
  }));
  const bench = new Bench({ namespaceOf: () => kept, replay: 300, most: 1_000 })
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c", since: { e: "e", o: 0 } })
    .answer("join", joined(at(200)));
  bench.effects = bench.effects.filter(({ type }) => type !== "write");
  bench.answer("read", { type: "read", question: 0, answer: { top: at(200), entries } });
  const written = bench.effects.flatMap((effect) =>
    effect.type === "write" ? [effect.piece.bytes] : [],
  );
  const bytes = written.reduce((sum, each) => sum + each, 0);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(1_100);
  expect(bench.effects.filter(({ type }) => type === "watch")).toEqual([
    { type: "watch", client: "a" },
  ]);
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
