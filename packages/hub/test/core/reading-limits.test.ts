// What a client may ask for while it reads nothing: replies are never dropped, so what makes long ones has to wait.

import { describe, expect, test } from "vitest";
import { payloadOf } from "../../src/payload.ts";
import type { Input } from "../../src/core/input.ts";
import type { Published } from "../../src/engine/engine.ts";
import { PLAIN } from "../../src/core/namespace.ts";
import { at, Bench, joined } from "./support/core-bench.ts";
import { isWrittenTo } from "./support/outlets.ts";

const MOST = 1_000;

/** A client that reads nothing until it is told to, and what was written to it. */
function stuck(): {
  readonly bench: Bench;
  readonly written: () => number;
  readonly read: () => void;
} {
  let written = 0;
  const bench = new Bench({ most: MOST, pendingOf: () => written });
  const count = (): number => {
    for (const effect of bench.effects)
      if (effect.type === "write" && isWrittenTo("a", effect)) written += effect.piece.bytes;
    bench.effects = bench.effects.filter(({ type }) => type !== "write");
    return written;
  };
  return { bench, written: count, read: () => void (written = 0) };
}

const entries = Array.from({ length: 5 }, (_, index) => ({
  channel: "c",
  epoch: "e",
  offset: index + 1,
  previous: index,
  time: index,
  payload: payloadOf({ type: "event", json: JSON.stringify("x".repeat(100)) }),
}));

describe("a client that reads nothing", () => {
  test("and asks for history again and again gets one answer more than has room, and then none", () => {
    const { bench, read, written } = stuck();
    bench.connect("a");
    for (let id = 1; id <= 200; id++) bench.say("a", { type: "history", id, channel: "c" });
    const answered = (): number => {
      let count = 0;
      for (; bench.effects.some(({ type }) => type === "read"); count++) {
        bench.answer("read", { type: "read", question: 0, answer: { top: at(5), entries } });
        written();
      }
      return count;
    };
    let answers = answered();
    expect(written()).toBeLessThan(3 * MOST);
    expect(bench.effects.filter(({ type }) => type === "watch").length).toBe(1);
    // Each time that it reads again it gets the next ones, and in the end all of them.
    for (let rounds = 1; answers < 200; rounds++) {
      expect(rounds).toBeLessThan(200);
      read();
      bench.input({ type: "drained", client: "a" });
      answers += answered();
    }
  });

  test("and asks for history while nothing else waits has to wait, too", () => {
    const { bench, written } = stuck();
    bench.connect("a");
    const ask = (id: number): Bench => bench.say("a", { type: "history", id, channel: "c" });
    for (let id = 1; id <= 200 && ask(id).effects.some(({ type }) => type === "read"); id++) {
      bench.answer("read", { type: "read", question: 0, answer: { top: at(5), entries } });
      written();
    }
    expect(written()).toBeLessThan(3 * MOST);
  });

  test.each([
    ["256 messages, and gets them from the ring", 256, 0],
    [
      "10,000 messages, and gets them from the engine, as the ring has none of them any more",
      10_000,
      1,
    ],
  ])("misses %s", (_what, missed, reads) => {
    const kept = { ...PLAIN, retention: { messages: 100_000, age: 1e9 }, slow: "cursor" } as const;
    let waiting = 2 * MOST;
    const pendingOf = (client: string): number => (client === "a" ? waiting : 0);
    const bench = new Bench({ most: MOST, pendingOf, namespaceOf: () => kept });
    for (const client of ["a", "b"])
      bench.connect(client).say(client, { type: "subscribe", id: 1, channel: "c" });
    bench.answer("join", joined(at(0)));
    for (const client of ["a", "b"]) bench.told(client);
    let last = 0;
    for (; !bench.effects.some(({ type }) => type === "slow"); last++) bench.message("c", last + 1);
    const got = bench.told("a").length;
    for (; last < got + missed; last++) bench.message("c", last + 1);
    // The one that is stuck costs nothing but its position, and the other one has everything.
    expect([bench.told("a").length, bench.told("b").length]).toEqual([0, got + missed]);
    waiting = 0;
    let caughtUp = 0;
    for (let more = -1; more !== 0; caughtUp += more)
      more = bench.input({ type: "drained", client: "a" }).told("a").length;
    expect(bench.effects.filter(({ type }) => type === "read").length).toBe(reads);
    expect(caughtUp).toBe(reads === 0 ? missed : 0);
  });
});

describe("a client whose publishes wait for the engine", () => {
  const open = { ...PLAIN, publish: true };
  const turns = (bench: Bench): string[] =>
    bench.effects.flatMap(({ type }) => (type === "pause" || type === "resume" ? [type] : []));
  const answer = (published: Published | undefined): Input => ({
    type: "published",
    question: 0,
    published,
  });
  const published = answer({ outcome: "published", position: at(1) });

  test("is not read while there are 256 of them, until half of them are answered", () => {
    const bench = new Bench({ namespaceOf: () => open }).connect("a");
    const publish = (id: number): Bench =>
      bench.say("a", { type: "publish", id, channel: "c", data: id });
    for (let id = 1; id <= 255; id++) publish(id);
    expect(turns(bench)).toEqual([]);
    // What has come in one piece is begun all the same.
    for (let id = 256; id <= 300; id++) publish(id);
    expect(turns(bench)).toEqual(["pause"]);
    for (let left = 300; left > 129; left--) bench.answer("publish", published);
    expect(turns(bench)).toEqual(["pause"]);
    bench.answer("publish", published);
    expect(turns(bench)).toEqual(["pause", "resume"]);
    for (let left = 128; left > 0; left--) bench.answer("publish", published);
    expect(turns(bench)).toEqual(["pause", "resume"]);
    expect(bench.told("a").filter((text) => text.startsWith("ack")).length).toBe(300);
  });

  test("is read again where the engine cannot answer them", () => {
    const bench = new Bench({ namespaceOf: () => open }).connect("a");
    for (let id = 1; id <= 256; id++)
      bench.say("a", { type: "publish", id, channel: "c", data: id });
    for (let left = 256; left > 0; left--) bench.answer("publish", answer(undefined));
    expect(turns(bench)).toEqual(["pause", "resume"]);
  });
});
