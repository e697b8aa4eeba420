// The newest position of a channel, as the engine tells it: a message that was lost on the way, and that no other follows, is read.

import { describe, expect, test } from "vitest";
import type { Input } from "../../src/core/input.ts";
import { type Namespace, PLAIN } from "../../src/core/namespace.ts";
import type { ReadAnswer } from "../../src/engine/engine.ts";
import { at, Bench, joined } from "./support/core-bench.ts";

const top = (offset: number, epoch?: string, time?: number): Input => ({
  type: "top",
  channel: "c",
  position: { ...at(offset, epoch), time },
});
const read = (answer: ReadAnswer | undefined): Input => ({ type: "read", question: 0, answer });
const entry = (offset: number): NonNullable<ReadAnswer["entries"]>[number] => ({
  ...{ channel: "c", ...at(offset), previous: offset - 1, time: offset },
  payload: `event  \n${offset}`,
});

/** A hub with one subscriber at offset 3. */
function subscribed(namespace: Namespace = PLAIN): Bench {
  const bench = new Bench({ namespaceOf: () => namespace })
    .connect("a")
    .say("a", { type: "subscribe", id: 1, channel: "c" })
    .answer("join", joined(at(3)));
  bench.told("a");
  return bench;
}

const reads = (bench: Bench): number => bench.effects.filter(({ type }) => type === "read").length;

/** The reason of the last gap that was told. */
function reasonOf(bench: Bench): string | undefined {
  const texts = bench.effects.flatMap((effect) =>
    effect.type === "write" ? [effect.piece.text] : [],
  );
  const gap = texts.findLast((text) => text.startsWith('{"type":"gap"'));
  return gap === undefined ? undefined : JSON.parse(gap).reason;
}

describe("the newest position of a channel", () => {
  test("that the hub has costs nothing", () => {
    const bench = subscribed()
      .message("c", 4)
      .input(top(4))
      .input(top(4, "e", 4));
    expect(reads(bench)).toBe(0);
  });

  test("that is further lets the hub read what was lost, once", () => {
    const bench = subscribed().input(top(5)).input(top(6)).message("c", 7);
    expect(reads(bench)).toBe(1);
    bench.answer("read", read({ top: at(7), entries: [4, 5, 6, 7].map(entry) }));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5", "event 6 6", "event 7 7"]);
    expect(reads(bench.input(top(7)))).toBe(0);
  });

  test("of another epoch, of another message at the same offset, or behind the hub's is asked about", () => {
    for (const other of [top(3, "f"), top(4, "e", 9), top(2)]) {
      const bench = subscribed().message("c", 4).input(other);
      expect(reads(bench)).toBe(1);
    }
  });

  test("of a channel that begins is looked at when it has begun", () => {
    for (const [offset, count] of [
      [3, 0],
      [4, 1],
    ] as const) {
      const bench = new Bench().connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
      bench.input(top(offset)).answer("join", joined(at(3)));
      expect(reads(bench)).toBe(count);
    }
  });

  test("of a channel that nobody has, or that is read on anyway, is not looked at", () => {
    expect(reads(new Bench().connect("a").input(top(9)))).toBe(0);
    const back = subscribed();
    back.input({ type: "engine", status: "down" }).input({ type: "engine", status: "up" });
    const before = reads(back);
    expect([before, reads(back.input(top(9)))]).toEqual([2, 2]);
  });
});

describe("the reason of a gap that the engine gives", () => {
  const kept: Namespace = { ...PLAIN, retention: { messages: 9, age: 1e9 }, slow: "cursor" };
  const gapOf = (namespace: Namespace, answer: ReadAnswer): string | undefined =>
    reasonOf(subscribed(namespace).input(top(9)).answer("read", read(answer)));

  test.each(["trimmed", "fork", "limit"] as const)("is told as it is: %s", (gap) => {
    expect(gapOf(kept, { top: at(9), gap })).toBe(gap);
  });

  test("is the epoch where the channel begins another life", () => {
    expect(gapOf(kept, { top: at(1, "f"), gap: "epoch" })).toBe("epoch");
  });

  test("is the engine where the channel has no history that could be trimmed", () => {
    expect(gapOf(PLAIN, { top: at(9), gap: "trimmed" })).toBe("engine");
    expect(gapOf(PLAIN, { top: at(9), gap: "fork" })).toBe("fork");
  });
});
