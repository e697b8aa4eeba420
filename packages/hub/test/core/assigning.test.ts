// Channels that the hub itself gives and takes, in plain examples: what goes in, and what goes out.

import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import type { Target } from "../../src/core/input.ts";
import { PLAIN } from "../../src/core/namespace.ts";
import { allowed, at, Bench, joined } from "./support/core-bench.ts";

let calls = 0;
const assign = (bench: Bench, target: Target, channel: string): number => {
  bench.input({ type: "assign", target, channel, call: ++calls });
  return calls;
};
const withdraw = (bench: Bench, target: Target, channel: string): number => {
  bench.input({ type: "withdraw", target, channel, call: ++calls });
  return calls;
};

const settled = (bench: Bench): [number, string | undefined][] =>
  bench.effects.flatMap((effect) =>
    effect.type === "settled" ? [[effect.call, effect.fault] as [number, string | undefined]] : [],
  );

const closes = (bench: Bench): Effect[] => bench.effects.filter(({ type }) => type === "close");

describe("a channel that the hub gives", () => {
  test("is told when the engine tells it, and is delivered from there on", () => {
    const bench = new Bench().connect("a");
    const call = assign(bench, "a", "c");
    expect(settled(bench)).toEqual([]);
    bench
      .message("c", 4)
      .answer("join", joined(at(3)))
      .message("c", 5);
    expect(settled(bench)).toEqual([[call, undefined]]);
    expect(bench.told("a")).toEqual(["welcome 0", "subscribed 3", "event 4 4", "event 5 5"]);
  });

  test("is there at once where others have it, and is told once", () => {
    const bench = new Bench().connect("a").connect("b");
    bench.say("b", { type: "subscribe", id: 1, channel: "c" }).answer("join", joined(at(3)));
    const [first, second] = [assign(bench, "a", "c"), assign(bench, "a", "c")];
    expect(bench.told("a")).toEqual(["welcome 0", "subscribed 3"]);
    expect(settled(bench)).toEqual([
      [first, undefined],
      [second, undefined],
    ]);
    expect(bench.core.stats()).toEqual({ clients: 2, channels: 1, subscribers: 2 });
  });

  test("is in v0 not told, but with the welcome that comes later", () => {
    const bench = new Bench().connect("old", 0);
    assign(bench, "old", "c");
    bench.answer("join", joined(at(3))).message("c", 4);
    expect(bench.told("old")).toEqual(["event 4"]);
    bench.say("old", { type: "hello", id: 0, v: 1, ts: "ms" }).message("c", 5);
    expect(bench.told("old")).toEqual(["welcome 0", "subscribed 4", "event 5 5"]);
  });

  test("is told behind the welcome that waits for the engine, and once", () => {
    const kept = { ...PLAIN, retention: { messages: 2, age: 1e9 }, slow: "cursor" } as const;
    const bench = new Bench({ namespaceOf: () => kept }).connect("a", 0);
    bench.say("a", { type: "hello", id: 0, v: 1, since: { e: "e", o: 9 } });
    assign(bench, "a", "c");
    bench.answer("join", joined(at(3)));
    expect(bench.told("a")).toEqual([]);
    bench.answer("read", { type: "read", question: 0, answer: { top: at(0), gap: "fork" } });
    expect(bench.told("a")).toEqual(["welcome 0 0 false", "subscribed 3"]);
  });

  test("goes to all clients of a user, and to no other", () => {
    const bench = new Bench();
    for (const client of ["a", "b"]) bench.connect(client, 1, { userId: "ann" });
    bench.connect("c", 1, { userId: "bob" }).connect("d");
    assign(bench, { user: "ann" }, "c");
    bench.answer("join", joined(at(0))).message("c", 1);
    for (const client of ["a", "b"])
      expect(bench.told(client)).toEqual(["welcome 0", "subscribed 0", "event 1 1"]);
    for (const client of ["c", "d"]) expect(bench.told(client)).toEqual(["welcome 0"]);
  });

  test("counts as one of the channels that a client may have", () => {
    const bench = new Bench({ subscriptions: 1 });
    bench.connect("a", 1, { userId: "ann" }).connect("b", 1, { userId: "ann" });
    assign(bench, "a", "one");
    bench.answer("join", joined(at(0)));
    const call = assign(bench, { user: "ann" }, "two");
    bench.answer("join", joined(at(0)));
    expect(settled(bench).at(-1)).toEqual([call, "limit"]);
    bench.say("a", { type: "subscribe", id: 1, channel: "three" });
    expect(bench.told("a").slice(2)).toEqual(["error 1 subscription limit exceeded limit"]);
    expect(bench.core.subscriptionsOf("b")).toEqual(["two"]);
  });

  test("that the engine cannot tell is not given, and the call is told", () => {
    const bench = new Bench().connect("a");
    const call = assign(bench, "a", "c");
    bench.answer("join", joined(undefined));
    expect(settled(bench)).toEqual([[call, "unavailable"]]);
    expect(bench.core.stats()).toEqual({ clients: 1, channels: 0, subscribers: 0 });
    const again = assign(bench, "a", "c");
    bench.answer("join", joined(at(1)));
    expect(settled(bench).at(-1)).toEqual([again, undefined]);
  });

  test("to a client that is gone, before or meanwhile, is no fault", () => {
    const bench = new Bench().connect("a");
    const [late, never] = [assign(bench, "a", "c"), assign(bench, "nobody", "c")];
    bench.input({ type: "disconnected", client: "a" }).answer("join", joined(at(3)));
    expect(settled(bench).toSorted(([one], [two]) => one - two)).toEqual([
      [late, undefined],
      [never, undefined],
    ]);
    expect(bench.core.stats()).toEqual({ clients: 0, channels: 0, subscribers: 0 });
  });

  test("and is asked for meanwhile is one subscription, and each is answered", () => {
    for (const position of [at(3), undefined]) {
      const bench = new Bench().connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
      const call = assign(bench, "a", "c");
      bench.answer("join", joined(position));
      const fault = position ? undefined : "unavailable";
      expect(settled(bench)).toEqual([[call, fault]]);
      expect(bench.told("a")[1]).toBe(
        position ? "ack 1 3" : "error 1 the engine is away unavailable",
      );
      const other = new Bench().connect("a");
      const first = assign(other, "a", "c");
      other.say("a", { type: "subscribe", id: 1, channel: "c" }).answer("join", joined(position));
      expect(settled(other)).toEqual([[first, fault]]);
      expect(other.told("a").slice(1)).toEqual(
        position ? ["subscribed 3", "ack 1 3"] : ["error 1 the engine is away unavailable"],
      );
      expect(other.core.subscriberCount("c")).toBe(position ? 1 : 0);
    }
  });
});

describe("the channels that a client has from the beginning", () => {
  test("are told after its welcome, and behind `connected`", () => {
    const bench = new Bench().connect("a", 1, { channels: ["b", "c", "b"] });
    bench.answer("join", joined(at(1))).answer("join", joined(at(2)));
    expect(bench.told("a")).toEqual(["welcome 0", "subscribed 1", "subscribed 2"]);
    const events = bench.effects.filter(({ type }) =>
      ["connected", "subscribed", "settled"].includes(type),
    );
    expect(events.map(({ type }) => type)).toEqual(["connected", "subscribed", "subscribed"]);
  });

  test("that it cannot have end its link, as it would miss something", () => {
    const full = new Bench({ subscriptions: 1 }).connect("a", 1, { channels: ["b", "c"] });
    expect(closes(full)).toMatchObject([{ client: "a", code: 1011 }]);
    expect(full.effects).toContainEqual({ type: "overfull" });
    const away = new Bench().connect("a", 1, { channels: ["b"] });
    away.answer("join", joined(undefined));
    expect(closes(away)).toMatchObject([{ client: "a", code: 1013 }]);
  });
});

describe("a channel that the hub takes away", () => {
  test("is told, and not delivered any more", () => {
    const bench = new Bench().connect("a").connect("old", 0);
    for (const client of ["a", "old"])
      bench.say(client, { type: "subscribe", id: 1, channel: "c" });
    bench.answer("join", joined(at(3)));
    const [one, two] = [withdraw(bench, "a", "c"), withdraw(bench, "old", "c")];
    bench.message("c", 4);
    const text = "the hub has ended the subscription to c";
    expect(bench.told("a").slice(2)).toEqual([`error ${text} forbidden`]);
    expect(bench.told("old")).toEqual([`error ${text}`]);
    expect(settled(bench)).toEqual([
      [one, undefined],
      [two, undefined],
    ]);
    expect(bench.core.stats()).toEqual({ clients: 2, channels: 0, subscribers: 0 });
    bench.say("a", { type: "subscribe", id: 2, channel: "c" }).answer("join", joined(at(4)));
    expect(bench.told("a")).toEqual(["ack 2 4"]);
  });

  test("and that a client does not have is no fault", () => {
    const bench = new Bench().connect("a");
    const call = withdraw(bench, "a", "c");
    expect([settled(bench), bench.told("a")]).toEqual([[[call, undefined]], ["welcome 0"]]);
  });

  test("before the engine tells it is refused to its request, and the next request follows", () => {
    const bench = new Bench().connect("a");
    bench
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .say("a", { type: "subscribe", id: 2, channel: "d" });
    withdraw(bench, "a", "c");
    bench.answer("join", joined(at(3))).message("c", 4);
    bench.answer("join", joined(at(7)));
    expect(bench.told("a")).toEqual([
      "welcome 0",
      "error 1 the hub has ended the subscription to c forbidden",
      "ack 2 7",
    ]);
  });

  test("while its history is read is refused, and the answer belongs to no other request", () => {
    const kept = { ...PLAIN, retention: { messages: 2, age: 1e9 }, slow: "cursor" } as const;
    const bench = new Bench({ namespaceOf: () => kept }).connect("a");
    bench
      .say("a", { type: "subscribe", id: 1, channel: "c", last: 2 })
      .answer("join", joined(at(2)))
      .say("a", { type: "history", id: 2, channel: "d" });
    withdraw(bench, "a", "c");
    bench.answer("read", { type: "read", question: 0, answer: { top: at(2), entries: [] } });
    expect(bench.told("a")).toEqual([
      "welcome 0 0",
      "error 1 the hub has ended the subscription to c forbidden",
    ]);
    bench.answer("read", { type: "read", question: 0, answer: { top: at(9), entries: [] } });
    expect(bench.told("a")).toEqual(["ack 2 9"]);
  });

  test("while it is asked about is refused where it was there before", () => {
    const bench = new Bench({ authorises: true }).connect("a");
    bench
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .answer("authorise", allowed(true))
      .answer("join", joined(at(3)))
      .say("a", { type: "subscribe", id: 2, channel: "c" });
    withdraw(bench, "a", "c");
    bench.answer("authorise", allowed(true)).message("c", 4);
    expect(bench.told("a").slice(1)).toEqual([
      "ack 1 3",
      "error 2 the hub has ended the subscription to c forbidden",
      "error the hub has ended the subscription to c forbidden",
    ]);
    expect(bench.core.stats().subscribers).toBe(0);
  });

  test("and that was given before the engine tells it is not given", () => {
    const bench = new Bench().connect("a");
    const call = assign(bench, "a", "c");
    withdraw(bench, "a", "c");
    bench.answer("join", joined(at(3))).message("c", 4);
    expect(settled(bench)).toContainEqual([call, undefined]);
    expect(bench.told("a")).toEqual([
      "welcome 0",
      "error the hub has ended the subscription to c forbidden",
    ]);
  });
});

test("what a slow client has missed of a channel that it left is not sent to it", () => {
  const kept = { ...PLAIN, retention: { messages: 9, age: 1e9 }, slow: "cursor" } as const;
  let waiting = 0;
  const bench = new Bench({ namespaceOf: () => kept, most: 100, pendingOf: () => waiting });
  bench
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c" })
    .answer("join", joined(at(0)));
  waiting = 1_000;
  for (let offset = 1; offset <= 20; offset++) bench.message("c", offset);
  waiting = 0;
  bench.input({ type: "drained", client: "a" });
  bench.say("a", { type: "unsubscribe", id: 2, channel: "c" }).told("a");
  const entry = { channel: "c", ...at(20), previous: 19, time: 0, payload: "event  \n20" };
  bench.answer("read", { type: "read", question: 0, answer: { top: at(20), entries: [entry] } });
  expect(bench.told("a")).toEqual([]);
});

test("a client that asks again for a channel that the engine could not tell does not wait for an answer that was given", () => {
  const bench = new Bench().connect("a").connect("b");
  bench.say("a", { type: "subscribe", id: 1, channel: "c" });
  bench.say("a", { type: "subscribe", id: 2, channel: "c" });
  bench.input({ type: "assign", target: "b", channel: "c", call: 1 });
  bench.answer("join", joined(undefined)).answer("join", joined(at(3)));
  expect(bench.told("a").slice(1)).toEqual(["error 1 the engine is away unavailable", "ack 2 3"]);
});
