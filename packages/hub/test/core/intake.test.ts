// What the engine tells becomes one sequence, whatever comes late, twice, from another life or another history: each example was a bug.

import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import type { Input } from "../../src/core/input.ts";
import { type Namespace, PLAIN } from "../../src/core/namespace.ts";
import type { EngineMessage, ReadAnswer } from "../../src/engine/engine.ts";
import { at, Bench, joined } from "./support/core-bench.ts";

const KEPT: Namespace = { ...PLAIN, retention: { messages: 9, age: 1e9 }, slow: "cursor" };
const down: Input = { type: "engine", status: "down" };
const up: Input = { type: "engine", status: "up" };

const entry = (offset: number, epoch = "e", time = offset): EngineMessage => ({
  ...{ channel: "c", ...at(offset, epoch), previous: offset - 1, time },
  payload: `event  \n${offset}`,
});
const read = (answer: ReadAnswer | undefined): Input => ({ type: "read", question: 0, answer });
const found = (...entries: EngineMessage[]): Input => {
  const { epoch = "e", offset = 3, time } = entries.at(-1) ?? {};
  return read({ top: { epoch, offset, time }, entries });
};

/** A hub with one subscriber at offset 3, in whose `$all` nothing happens. */
function subscribed(namespace = KEPT): Bench {
  const bench = new Bench({ namespaceOf: () => namespace, most: 1_000_000 })
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c" })
    .answer("join", joined({ ...at(3) }));
  bench.told("a");
  return bench;
}

const count = (bench: Bench, type: Effect["type"]): number =>
  bench.effects.filter((effect) => effect.type === type).length;

/** The last gap that was told to a client. */
function gapOf(bench: Bench): unknown {
  const texts = bench.effects.flatMap((effect) =>
    effect.type === "write" ? [effect.piece.text] : [],
  );
  const gap = texts.findLast((text) => text.startsWith('{"type":"gap"'));
  if (gap === undefined) return undefined;
  const { reason, e, o } = JSON.parse(gap);
  return `${reason} ${e}${o}`;
}

describe("while the engine is asked for what is missing", () => {
  test("what it tells is kept, so that the last message needs no other one behind it", () => {
    const bench = subscribed().message("c", 5).message("c", 6);
    bench.answer("read", found(entry(4), entry(5)));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5", "event 6 6"]);
  });

  test("what it tells is kept up to a bound, and what is beyond is asked for", () => {
    const bench = subscribed().message("c", 5);
    for (let offset = 6; offset <= 300; offset++) bench.message("c", offset);
    bench.answer("read", found(entry(4), entry(5)));
    expect(bench.told("a")).toHaveLength(257);
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", found(...Array.from({ length: 40 }, (_, index) => entry(261 + index))));
    expect(bench.told("a").at(-1)).toBe("event 300 300");
  });

  test("a newest position that it tells is looked at when it has answered", () => {
    const bench = subscribed().message("c", 5);
    bench.input({ type: "top", channel: "c", position: at(6) });
    bench.answer("read", found(entry(4), entry(5)));
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", found(entry(6)));
    expect(bench.told("a").at(-1)).toBe("event 6 6");
  });

  test("and it cannot say, it is asked again after a pause, and the hub is not degraded", () => {
    const bench = subscribed().message("c", 5).answer("read", read(undefined));
    expect([count(bench, "retry"), count(bench, "degraded")]).toEqual([1, 0]);
    bench.input({ type: "retry" }).answer("read", found(entry(4), entry(5)));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5"]);
  });
});

describe("another life of the channel", () => {
  test("is asked about, and begins before the first message of it that was told", () => {
    const bench = subscribed().message("c", 2, 1, "f").message("c", 3, 2, "f");
    bench.answer("read", read({ top: at(3, "f"), gap: "epoch" }));
    expect(gapOf(bench)).toBe("epoch f1");
    expect(bench.told("a").slice(1)).toEqual(["event 2 2", "event 3 3"]);
  });

  test("is not an older one, whose messages come late", () => {
    const bench = subscribed().message("c", 1, 0, "f");
    bench.answer("read", read({ top: at(1, "f"), gap: "epoch" })).told("a");
    bench.message("c", 4).answer("read", read({ top: at(1, "f"), entries: [] }));
    bench.message("c", 2, 1, "f");
    expect(bench.told("a")).toEqual(["event 2 2"]);
    expect(count(bench, "read")).toBe(0);
  });

  test("that has gone on while the engine was asked is asked for once more", () => {
    const bench = subscribed().message("c", 1, 0, "f");
    bench.answer("read", read({ top: at(2, "f"), gap: "epoch" }));
    bench.answer("read", found(entry(2, "f")));
    expect(bench.told("a").slice(1)).toEqual(["event 1 1", "event 2 2"]);
  });
});

describe("another history of the channel", () => {
  test("is found out by another message at a known offset", () => {
    const bench = subscribed().message("c", 4).message("c", 5);
    bench.message("c", 5);
    expect(count(bench, "read")).toBe(0);
    bench.input({ type: "message", message: entry(4, "e", 99) });
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", read({ top: { ...at(4), time: 99 }, gap: "fork" }));
    expect(gapOf(bench)).toBe("fork e4");
  });

  test("is not mixed with messages that were told while the engine was asked", () => {
    const bench = subscribed().message("c", 5).message("c", 6).message("c", 7);
    bench.answer("read", read({ top: { ...at(5), time: 99 }, gap: "fork" })).told("a");
    // They would fit, but are of the history that is over.
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", found(entry(6, "e", 100)));
    expect(bench.told("a")).toEqual(["event 6 6"]);
  });

  test("is not mixed with messages that were told before the engine went away", () => {
    const bench = subscribed().message("c", 5).message("c", 6).input(down);
    bench.answer("read", found(entry(4, "e", 98), entry(5, "e", 99))).told("a");
    bench.input(up);
    expect(bench.told("a")).toEqual([]);
  });

  test.each(["drop", "latest"] as const)(
    "is told to a slow client as what it is, as it goes back: %s",
    (slow) => {
      let waiting = 0;
      const bench = new Bench({
        namespaceOf: () => ({ ...KEPT, slow }),
        most: 200,
        pendingOf: () => waiting,
      });
      bench.connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
      bench.answer("join", joined(at(3)));
      waiting = 1_000;
      for (let offset = 4; offset <= 9; offset++) bench.message("c", offset);
      bench.input(down).input(up);
      bench.answer("read", read({ top: { ...at(4), time: 99 }, gap: "fork" }));
      waiting = 0;
      bench.input({ type: "drained", client: "a" });
      expect(gapOf(bench)).toBe("fork e4");
    },
  );
});

describe("a channel that the engine does not tell yet", () => {
  test("forgets what was told before an outage, and is read on when it begins", () => {
    const bench = new Bench({ namespaceOf: () => KEPT }).connect("a");
    bench.say("a", { type: "subscribe", id: 1, channel: "c" }).message("c", 4);
    bench
      .input(down)
      .input(up)
      .answer("join", joined(at(3)));
    bench.answer("read", found()).answer("read", found(entry(4, "e", 99)));
    expect(bench.told("a").slice(1)).toEqual(["ack 1 3", "event 4 4"]);
    expect(bench.core.isDegraded).toBe(false);
  });

  test("is asked for what did not fit between its first messages and its answer", () => {
    const bench = new Bench({ namespaceOf: () => KEPT }).connect("a");
    bench.say("a", { type: "subscribe", id: 1, channel: "c" });
    for (let offset = 4; offset <= 300; offset++) bench.message("c", offset);
    bench.answer("join", joined(at(3)));
    expect(count(bench, "read")).toBe(1);
  });
});

describe("a client that comes from a hub that was told more", () => {
  const since = (offset: number, epoch = "e"): object => ({
    ...{ type: "subscribe", id: 2, channel: "c" },
    since: { e: epoch, o: offset, t: offset },
  });

  test("waits until this hub has read on, and is not set back", () => {
    const bench = subscribed().connect("b").say("b", since(5));
    bench.answer("read", found(entry(6)));
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", found(entry(4), entry(5), entry(6)));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 5 true", "event 6 6"]);
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5", "event 6 6"]);
  });

  test("is not set back to a life of the channel that is over", () => {
    const bench = subscribed().connect("b").say("b", since(2, "f"));
    bench.answer("read", found(entry(3, "f")));
    bench.answer("read", read({ top: { ...at(3, "f"), time: 3 }, gap: "epoch" }));
    bench.answer("read", found(entry(3, "f")));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 2 true", "event 3 3"]);
  });

  test("is not set back where nothing is kept", () => {
    const bench = subscribed(PLAIN).connect("b").say("b", since(5));
    bench.answer("read", read({ top: at(6), gap: "trimmed" }));
    bench.answer("read", read({ top: at(6), gap: "trimmed" }));
    bench.answer("read", read({ top: at(6), gap: "trimmed" }));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 6 false"]);
  });

  test("comes again where the engine cannot say what this hub has missed", () => {
    const bench = subscribed()
      .connect("b")
      .say("b", since(5))
      .answer("read", found(entry(6)));
    bench.answer("read", read(undefined));
    expect(bench.told("b").slice(1)).toEqual(["error 2 the engine is away unavailable"]);
    bench.say("b", { ...since(5), id: 3 }).input({ type: "retry" });
    bench.answer("read", found(entry(4), entry(5), entry(6)));
    expect(bench.told("b")).toEqual(["ack 3 5 true", "event 6 6"]);
  });

  test("whose position is of another history is told so, and goes on here", () => {
    const bench = subscribed().connect("b").say("b", since(5));
    bench.answer("read", read({ top: at(3), gap: "fork" }));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 3 false"]);
  });

  test("waits for a hub that was away and has not read on, as its ring may be of another history", () => {
    const bench = subscribed().message("c", 4).message("c", 5).input(down).input(up);
    bench.connect("b").say("b", since(4));
    expect(bench.told("b")).toEqual(["welcome 0 0"]);
    bench.answer("read", read({ top: { ...at(4), time: 99 }, gap: "fork" }));
    bench
      .answer("read", found())
      .answer("read", read({ top: { ...at(4), time: 99 }, gap: "fork" }));
    expect(bench.told("b")).toEqual(["ack 2 4 false"]);
  });

  test("is told no gap where this hub has come so far while the engine was asked", () => {
    const bench = subscribed().connect("b").say("b", since(4)).message("c", 4).message("c", 5);
    bench.answer("read", read({ top: at(9), gap: "trimmed" }));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 4 true", "event 5 5"]);
  });
});

describe("a slow client", () => {
  test("of which the engine could not say what it missed is caught up after a pause, without another message", () => {
    let waiting = 0;
    const small: Namespace = { ...KEPT, retention: { messages: 1, age: 1e9 } };
    const bench = new Bench({ namespaceOf: () => small, most: 200, pendingOf: () => waiting });
    bench.connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
    bench.answer("join", joined(at(3)));
    waiting = 1_000;
    for (let offset = 4; offset <= 9; offset++) bench.message("c", offset);
    waiting = 0;
    bench.told("a");
    bench.input({ type: "drained", client: "a" }).answer("read", read(undefined));
    expect(count(bench, "retry")).toBe(1);
    expect(count(bench.input({ type: "retry" }), "read")).toBe(1);
    bench.answer("read", found(...[6, 7, 8, 9].map((offset) => entry(offset))));
    expect(bench.told("a").at(-1)).toBe("event 9 9");
  });
});
