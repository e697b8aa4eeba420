// An engine that is away and comes back, in plain examples: what goes in, and what goes out.

import { describe, expect, test } from "vitest";
import type { Effect } from "../../src/core/effect.ts";
import type { Input } from "../../src/core/input.ts";
import { PLAIN } from "../../src/core/namespace.ts";
import type { EngineMessage } from "../../src/engine/engine.ts";
import { at, Bench, joined } from "./support/core-bench.ts";

const down: Input = { type: "engine", status: "down" };
const up: Input = { type: "engine", status: "up" };

const entry = (offset: number, epoch = "e"): EngineMessage => ({
  channel: "c",
  ...at(offset, epoch),
  previous: offset - 1,
  time: offset,
  payload: `event  \n${offset}`,
});
const read = (top: number, ...offsets: number[]): Input => ({
  type: "read",
  question: 0,
  answer: { top: at(top), entries: offsets.map((offset) => entry(offset)) },
});
const unread: Input = { type: "read", question: 0, answer: undefined };

/** A hub with one subscriber at offset 3, in whose `$all` nothing happens. */
function subscribed(namespaceOf = () => PLAIN): Bench {
  const bench = new Bench({ namespaceOf })
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c" })
    .answer("join", joined(at(3)));
  bench.told("a");
  return bench;
}

/** The reads of channels, in order. */
const reads = (bench: Bench): string[] =>
  bench.effects.flatMap((effect) => (effect.type === "read" ? [effect.channel] : []));
const kinds = (bench: Bench, type: Effect["type"]): number =>
  bench.effects.filter((effect) => effect.type === type).length;

describe("an engine that is away", () => {
  test("is not asked to publish, and clients are told when to try again", () => {
    const bench = new Bench({ namespaceOf: () => ({ ...PLAIN, publish: true }) }).connect("a");
    bench.input(down).say("a", { type: "publish", id: 1, channel: "c", data: 1 });
    expect(kinds(bench, "publish")).toBe(0);
    const text = bench.effects.flatMap((effect) => (effect.type === "write" ? [effect.piece] : []));
    expect(JSON.parse(text.at(-1)?.text ?? "")).toEqual({
      type: "error",
      re: 1,
      code: "unavailable",
      data: "the engine is away",
      after: 1_000,
    });
    bench.input(up).say("a", { type: "publish", id: 2, channel: "c", data: 1 });
    expect(kinds(bench, "publish")).toBe(1);
  });

  test("is told in a welcome, and only while it is away", () => {
    const degraded = (bench: Bench, client: string): unknown => {
      bench.connect(client);
      const { piece } = bench.effects.findLast(({ type }) => type === "write") as Effect & {
        type: "write";
      };
      return JSON.parse(piece.text).degraded;
    };
    const bench = new Bench();
    expect(degraded(bench, "a")).toBe(undefined);
    bench.input(down);
    expect(degraded(bench, "b")).toBe(true);
    bench.input(up);
    expect(degraded(bench, "c")).toBe(undefined);
  });

  test("keeps clients and channels, and tells its change once", () => {
    const bench = subscribed().input(down).input(down);
    expect(bench.core.stats()).toEqual({ clients: 1, channels: 1, subscribers: 1 });
    expect([kinds(bench, "degraded"), kinds(bench, "close"), bench.core.isDegraded]).toEqual([
      1,
      0,
      true,
    ]);
  });

  test("leaves a welcome with a position in the dark, which is told as a gap of the engine", () => {
    const kept = { ...PLAIN, retention: { messages: 2, age: 1e9 }, slow: "cursor" } as const;
    const bench = new Bench({ namespaceOf: () => kept }).connect("a", 0).input(down);
    bench.say("a", { type: "hello", id: 0, v: 1, since: { e: "e", o: 9 } });
    bench.answer("read", unread);
    const { piece } = bench.effects.findLast(({ type }) => type === "write") as Effect & {
      type: "write";
    };
    expect(JSON.parse(piece.text)).toMatchObject({ recovered: false, reason: "engine" });
  });
});

describe("an engine that comes back", () => {
  test("is asked for what each channel missed, before anything live is delivered", () => {
    const bench = subscribed().input(down).input(up);
    expect(reads(bench).toSorted()).toEqual(["$all", "c"]);
    bench.message("c", 6);
    expect(bench.told("a")).toEqual([]);
    bench.answer("read", read(6, 4, 5, 6)).message("c", 7);
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5", "event 6 6", "event 7 7"]);
    expect(bench.core.isDegraded).toBe(true);
    bench.answer("read", read(0));
    expect([bench.core.isDegraded, kinds(bench, "degraded")]).toEqual([false, 2]);
  });

  test("and has lost what was missed tells a gap, and another epoch where there is one", () => {
    for (const [top, reason] of [
      [at(6), "engine"],
      [at(1, "f"), "epoch"],
    ] as const) {
      const bench = subscribed().input(down).input(up);
      const gap = reason === "epoch" ? "epoch" : "trimmed";
      bench.answer("read", { type: "read", question: 0, answer: { top, gap } });
      const { piece } = bench.effects.findLast(({ type }) => type === "write") as Effect & {
        type: "write";
      };
      expect(JSON.parse(piece.text)).toMatchObject({ type: "gap", reason, e: top.epoch });
    }
  });

  test("is asked again after a pause for what it could not read, or with the next message", () => {
    const bench = subscribed().input(down).input(up).answer("read", unread);
    expect(kinds(bench, "retry")).toBe(0);
    bench.answer("read", read(0));
    expect(bench.effects.find(({ type }) => type === "retry")).toEqual({
      type: "retry",
      after: 1_000,
    });
    expect(bench.core.isDegraded).toBe(true);
    bench.message("c", 5).answer("read", unread);
    bench.input({ type: "retry" }).answer("read", read(5, 4, 5));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5"]);
    expect(bench.core.isDegraded).toBe(false);
  });

  test("and is away again meanwhile is asked anew, and its old answers do not count", () => {
    const bench = subscribed().message("c", 6).input(down).input(up);
    // The hole before the outage was asked for, too.
    expect(reads(bench).filter((channel) => channel === "c").length).toBe(2);
    bench.answer("read", read(4, 4));
    expect(bench.told("a")).toEqual([]);
    bench.input(down).answer("read", unread).answer("read", unread).input({ type: "retry" });
    expect(reads(bench)).toEqual([]);
    bench
      .input(up)
      .answer("read", read(6, 4, 5, 6))
      .answer("read", read(0));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5", "event 6 6"]);
    expect(bench.core.isDegraded).toBe(false);
  });

  test("does not wait for a channel that nobody has any more", () => {
    const bench = subscribed().input(down).input(up);
    bench.say("a", { type: "unsubscribe", id: 2, channel: "c" }).answer("read", unread);
    bench.answer("read", read(0));
    expect([bench.core.isDegraded, kinds(bench, "retry")]).toEqual([false, 0]);
  });

  test("is asked for 64 channels at once, and then for the others", () => {
    const bench = new Bench({ subscriptions: 1_000 }).connect("a");
    for (let id = 1; id <= 200; id++)
      bench.say("a", { type: "subscribe", id, channel: `c${id}` }).answer("join", joined(at(0)));
    bench.input(down).input(up);
    expect(reads(bench).length).toBe(64);
    for (let count = 0; count < 201; count++) {
      expect(bench.core.isDegraded).toBe(true);
      bench.answer("read", read(0));
    }
    expect([reads(bench).length, bench.core.isDegraded]).toEqual([0, false]);
  });

  test("is asked anew for 64 channels where it was away while it was asked, and not for those that nobody has any more", () => {
    const bench = new Bench({ subscriptions: 1_000 }).connect("a");
    for (let id = 1; id <= 100; id++)
      bench.say("a", { type: "subscribe", id, channel: `c${id}` }).answer("join", joined(at(0)));
    bench.input(down).input(up);
    expect(reads(bench).length).toBe(64);
    bench.effects = [];
    bench.input(down).input(up);
    expect(reads(bench).length).toBe(64);
    bench.input({ type: "disconnected", client: "a" });
    for (let left = 64; left > 0; left--) bench.answer("read", read(0));
    expect(reads(bench)).toEqual(["$all"]);
  });

  test("is asked for all that could not be read, more than 64 channels too, also where it was never away", () => {
    const bench = new Bench({ subscriptions: 1_000 }).connect("a");
    for (let id = 1; id <= 200; id++)
      bench.say("a", { type: "subscribe", id, channel: `c${id}` }).answer("join", joined(at(0)));
    for (let id = 1; id <= 200; id++) bench.message(`c${id}`, 2).answer("read", unread);
    bench.input({ type: "retry" });
    let read = 0;
    for (; reads(bench).length > 0; read++)
      bench.answer("read", { type: "read", question: 0, answer: { top: at(2), entries: [] } });
    expect([read, bench.core.isDegraded]).toEqual([200, false]);
  });

  test("is asked later for what cannot be read while other channels are still being read", () => {
    const bench = subscribed().say("a", { type: "subscribe", id: 2, channel: "d" });
    bench.answer("join", joined(at(3)));
    bench.message("c", 5).answer("read", unread).input({ type: "retry" });
    expect(reads(bench)).toEqual(["c"]);
    const [slow] = bench.effects.filter(({ type }) => type === "read");
    bench.effects = [];
    bench.message("d", 5).answer("read", unread);
    bench.effects = [];
    bench.input({ type: "retry" });
    expect([reads(bench), kinds(bench, "retry")]).toEqual([[], 1]);
    bench.effects.push(slow as Effect);
    bench.answer("read", read(5, 4, 5)).input({ type: "retry" });
    expect(reads(bench)).toEqual(["d"]);
  });

  test("lets a slow client go on that had asked it in vain", () => {
    let waiting = 0;
    const kept = { ...PLAIN, retention: { messages: 1, age: 1e9 }, slow: "cursor" } as const;
    const bench = new Bench({ namespaceOf: () => kept, most: 300, pendingOf: () => waiting })
      .connect("a")
      .say("a", { type: "subscribe", id: 1, channel: "c" })
      .answer("join", joined(at(0)));
    waiting = 1_000;
    for (let offset = 1; offset <= 5; offset++) bench.message("c", offset);
    waiting = 0;
    const before = bench.told("a").filter((text) => text.startsWith("event")).length;
    expect(before).toBeLessThan(4);
    bench.input(down).input({ type: "drained", client: "a" }).answer("read", unread);
    bench.input(up).answer("read", read(5)).answer("read", read(0));
    const missed = Array.from({ length: 5 - before }, (_, index) => before + 1 + index);
    bench.answer("read", read(5, ...missed));
    expect(bench.told("a").slice(-1)).toEqual(["event 5 5"]);
  });
});
