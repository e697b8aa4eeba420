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
    expect(count(bench, "read")).toBe(0);
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

  test("is found out by a message between two known ones, as offsets may have holes", () => {
    const bench = subscribed().message("c", 10, 3).message("c", 20, 10);
    bench.message("c", 10, 3).message("c", 2);
    expect(count(bench, "read")).toBe(0);
    bench.message("c", 15, 10);
    expect(count(bench, "read")).toBe(1);
  });

  test("is not mixed with messages that were told while the engine was asked", () => {
    const bench = subscribed().message("c", 5).message("c", 6).message("c", 7);
    bench.answer("read", read({ top: { ...at(5), time: 99 }, gap: "fork" }));
    expect(bench.told("a")).toEqual(["gap 5"]);
    // They would fit, but are of the history that is over.
    expect(count(bench, "read")).toBe(1);
    bench.answer("read", found(entry(6, "e", 100)));
    expect(bench.told("a")).toEqual(["event 6 6"]);
  });

  test("is not mixed with messages that were told before the engine went away", () => {
    const bench = subscribed().message("c", 5).message("c", 6).input(down);
    bench.answer("read", found(entry(4, "e", 98), entry(5, "e", 99)));
    expect(bench.told("a")).toEqual(["event 4 4", "event 5 5"]);
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

test("a slow client that gets the newest message alone is told of a fork, although that message follows its offset", () => {
  let waiting = 0;
  const bench = new Bench({
    namespaceOf: () => ({ ...KEPT, slow: "latest" }),
    most: 200,
    pendingOf: () => waiting,
  });
  bench.connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
  bench.answer("join", joined(at(3)));
  waiting = 1_000;
  let last = 3;
  while (count(bench, "slow") === 0) bench.message("c", ++last);
  bench.input(down).input(up);
  bench.answer("read", read({ top: { ...at(last - 1), time: 99 }, gap: "fork" }));
  bench.message("c", last);
  waiting = 0;
  bench.input({ type: "drained", client: "a" });
  expect(gapOf(bench)).toBe(`fork e${last - 1}`);
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

  test("is not told what was read before an outage, as the channel may have another history since", () => {
    const bench = subscribed().connect("b").say("b", since(1)).input(down).input(up);
    bench.answer("read", found(entry(2), entry(3)));
    expect(bench.told("b")).toEqual(["welcome 0 0"]);
    bench.answer("read", read({ top: { ...at(2), time: 99 }, gap: "fork" }));
    bench.answer("read", found());
    bench.answer("read", read({ top: { ...at(2), time: 99 }, gap: "fork" }));
    expect(bench.told("b")).toEqual(["ack 2 2 false"]);
  });

  test("and whose request fails goes on behind what it was given, not behind where it began", () => {
    const bench = subscribed().message("c", 4).message("c", 5);
    bench.say("a", since(1)).answer("read", read(undefined)).message("c", 6);
    expect(bench.told("a")).toEqual([
      "event 4 4",
      "event 5 5",
      "error 2 the engine is away unavailable",
      "event 6 6",
    ]);
  });

  test("is told no gap where this hub has come so far while the engine was asked", () => {
    const bench = subscribed().connect("b").say("b", since(4)).message("c", 4).message("c", 5);
    bench.answer("read", read({ top: at(9), gap: "trimmed" }));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 4 true", "event 5 5"]);
  });
});

interface Behind {
  readonly bench: Bench;
  /** The last offset that it got, and that of the channel. */
  readonly got: number;
  readonly last: number;
  /** Falls behind again from this offset on, and reads again. */
  again(from: number): { readonly got: number; readonly last: number };
}

/** A client that fell behind in a channel of which the ring has one message, and that reads again: the engine was asked for what it has missed. */
function behind(): Behind {
  let waiting = 0;
  const small: Namespace = { ...KEPT, retention: { messages: 1, age: 1e9 } };
  const bench = new Bench({ namespaceOf: () => small, most: 500, pendingOf: () => waiting });
  bench.connect("a").say("a", { type: "subscribe", id: 1, channel: "c" });
  bench.answer("join", joined(at(3)));
  bench.told("a");
  const again: Behind["again"] = (from) => {
    waiting = 1_000;
    let last = from - 1;
    const slow = count(bench, "slow");
    while (count(bench, "slow") === slow) bench.message("c", ++last);
    const got = last - 1;
    for (let more = 0; more < 4; more++) bench.message("c", ++last);
    expect(bench.told("a")).toEqual(events(from, got));
    waiting = 0;
    bench.input({ type: "drained", client: "a" });
    return { got, last };
  };
  return { bench, again, ...again(4) };
}

const entries = (from: number, to: number): EngineMessage[] =>
  Array.from({ length: to - from + 1 }, (_, index) => entry(from + index));
const events = (from: number, to: number): string[] =>
  entries(from, to).map(({ offset }) => `event ${offset} ${offset}`);

describe("a slow client", () => {
  test("of which the engine could not say what it missed is caught up after a pause, without another message", () => {
    const { bench, got, last } = behind();
    bench.answer("read", read(undefined));
    expect(count(bench, "retry")).toBe(1);
    expect(count(bench.input({ type: "retry" }), "read")).toBe(1);
    bench.answer("read", found(...entries(got + 1, last)));
    expect(bench.told("a")).toEqual(events(got + 1, last));
  });

  test("gets from the engine no more than the hub was told, which delivers the rest when it is", () => {
    const { bench, got, last } = behind();
    bench.answer("read", found(...entries(got + 1, last + 2)));
    expect(bench.told("a")).toEqual(events(got + 1, last));
    bench.message("c", last + 1).message("c", last + 2);
    expect(bench.told("a")).toEqual(events(last + 1, last + 2));
  });

  test("is not given what was read before an outage, as the channel may have another history since", () => {
    const { bench, got, last } = behind();
    bench.input(down).input(up);
    bench.answer("read", found(...entries(got + 1, last)));
    const fork = read({ top: { ...at(2), time: 99 }, gap: "fork" });
    expect(bench.told("a")).toEqual([]);
    bench.answer("read", fork).answer("read", found()).answer("read", fork);
    expect(gapOf(bench)).toBe("fork e2");
    expect(bench.told("a")).toEqual(["gap 2"]);
  });

  test("is not given what was read of a life of the channel that is over, and is told of that", () => {
    const { bench, got, last } = behind();
    bench.message("c", 500, 499, "f");
    const [caughtUp] = bench.effects.splice(
      bench.effects.findIndex(({ type }) => type === "read"),
      1,
    );
    bench.answer("read", read({ top: at(500, "f"), gap: "epoch" }));
    bench.effects.push(caughtUp as Effect);
    bench.answer("read", found(...entries(got + 1, last)));
    expect(gapOf(bench)).toBe("epoch f500");
    expect(bench.told("a")).toEqual(["gap 500"]);
  });

  test("is not given what was read of another history than the hub was told", () => {
    const { bench, got, last } = behind();
    bench.answer("read", found(...entries(got + 1, last - 1), entry(last, "e", 99)));
    expect(gapOf(bench)).toBe(`slow e${last}`);
    expect(bench.told("a")).toEqual([`gap ${last}`]);
  });

  test("that has begun the channel anew and is behind again is not given what was read for before", () => {
    const { again, bench, got, last } = behind();
    bench.say("a", { type: "subscribe", id: 2, channel: "c" });
    expect(bench.told("a")).toEqual([`ack 2 ${last}`]);
    const next = again(last + 1);
    expect(count(bench, "read")).toBe(2);
    bench.answer("read", found(...entries(got + 1, next.last)));
    expect(bench.told("a")).toEqual([]);
    bench.answer("read", found(...entries(next.got + 1, next.last)));
    expect(bench.told("a")).toEqual(events(next.got + 1, next.last));
  });
});

describe("while the engine is asked for more than the hub keeps, the channel goes on, and", () => {
  test("a slow client gets what was read, and the rest is read, too", () => {
    const { bench, got, last } = behind();
    bench.message("c", last + 1).message("c", last + 2);
    bench.answer("read", found(...entries(got + 1, last)));
    expect(bench.told("a")).toEqual(events(got + 1, last));
    bench.answer("read", found(...entries(last + 1, last + 2)));
    expect(bench.told("a")).toEqual(events(last + 1, last + 2));
    bench.message("c", last + 3);
    expect([bench.told("a"), count(bench, "read")]).toEqual([events(last + 3, last + 3), 0]);
  });

  test("a client that comes back gets all of it, and is told that it has missed nothing", () => {
    const bench = subscribed().connect("b");
    bench.say("b", { type: "subscribe", id: 2, channel: "c", since: { e: "e", o: 1 } });
    for (let offset = 4; offset <= 20; offset++) bench.message("c", offset);
    bench.answer("read", found(entry(2), entry(3)));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 1 true", ...events(2, 3)]);
    bench.answer("read", found(...entries(4, 20)));
    bench.message("c", 21);
    expect(bench.told("b")).toEqual(events(4, 21));
  });

  test("a client that begins with the newest gets these, and the rest is read, too", () => {
    const bench = subscribed().connect("b");
    bench.say("b", { type: "subscribe", id: 2, channel: "c", last: 2 });
    for (let offset = 4; offset <= 20; offset++) bench.message("c", offset);
    bench.answer("read", found(entry(2), entry(3)));
    expect(bench.told("b").slice(1)).toEqual(["ack 2 1", ...events(2, 3)]);
    bench.answer("read", found(...entries(4, 20)));
    expect(bench.told("b")).toEqual(events(4, 20));
  });
});

describe("a client that begins", () => {
  const begin = (fields: object): object => ({
    ...{ type: "subscribe", id: 2, channel: "c", ...fields },
  });

  test("gets from the engine no more than the hub was told, which delivers the rest when it is", () => {
    const bench = subscribed()
      .connect("b")
      .say("b", begin({ since: { e: "e", o: 1 } }));
    bench.answer("read", found(...entries(2, 5)));
    bench.message("c", 4).message("c", 5);
    expect(bench.told("b").slice(1)).toEqual(["ack 2 1 true", ...events(2, 5)]);
    bench.connect("d").say("d", begin({ last: 3 }));
    bench.answer("read", found(...entries(5, 7)));
    bench.message("c", 6).message("c", 7);
    expect(bench.told("d").slice(1)).toEqual(["ack 2 4", ...events(5, 7)]);
  });
});

describe("a client that asks without wanting an answer", () => {
  test("is told all the same that something is missing", () => {
    const bench = subscribed()
      .connect("b")
      .say("b", {
        ...{ type: "subscribe", channel: "c" },
        since: { e: "gone", o: 1 },
      });
    bench.answer("read", read({ top: at(3), gap: "epoch" }));
    expect(gapOf(bench)).toBe("epoch e3");
    bench.message("c", 4);
    expect(bench.told("b").at(-1)).toBe("event 4 4");
  });
});

describe("a broker that is set back within one life, and does not say so", () => {
  const fork = read({ top: { ...at(2), time: 99 }, gap: "fork" });

  test("is noticed by the first message at a known offset, which is told as a fork and is behind none", () => {
    const bench = subscribed().message("c", 4).message("c", 5);
    bench.input({ type: "message", message: entry(4, "e", 99) });
    bench.answer("read", read({ top: { ...at(4), time: 99 }, gap: "fork" }));
    expect(gapOf(bench)).toBe("fork e4");
    bench.input({ type: "message", message: entry(5, "e", 100) });
    expect(bench.told("a").at(-1)).toBe("event 5 5");
  });

  test("is noticed by a newest position that is behind what was told, though nothing was published since", () => {
    const bench = subscribed(PLAIN).message("c", 4).message("c", 5);
    bench.input({ type: "top", channel: "c", position: { ...at(2), time: 2 } });
    bench.answer("read", fork);
    expect(gapOf(bench)).toBe("fork e2");
  });

  // No law of the port lets this happen: docs/scaling.md says when it does.
  test("is not noticed before that, and who was there then is told that nothing was missed", () => {
    const bench = subscribed(PLAIN).message("c", 4).message("c", 5);
    // The messages of the other history, where nothing is kept that they could be compared with.
    bench.input({ type: "message", message: entry(3, "e", 98) });
    bench.input({ type: "message", message: entry(4, "e", 99) });
    bench.told("a");
    bench
      .connect("b")
      .say("b", { type: "subscribe", id: 2, channel: "c", since: { e: "e", o: 5, t: 5 } });
    expect(bench.told("b").at(-1)).toBe("ack 2 5 true");
    expect([bench.told("a"), count(bench, "read")]).toEqual([[], 0]);
    bench.input({ type: "message", message: entry(5, "e", 100) });
    bench.answer("read", read({ top: { ...at(5), time: 100 }, gap: "fork" }));
    expect(gapOf(bench)).toBe("fork e5");
  });
});

describe("what no hub has written", () => {
  const foreign = (message: Partial<EngineMessage>): string[] => {
    const bench = subscribed().input({ type: "message", message: { ...entry(4), ...message } });
    return bench.effects.flatMap((effect) => (effect.type === "write" ? [effect.piece.text] : []));
  };

  test.each([
    ["no first line", '{"a":1}'],
    [
      "another message behind a line break",
      'event  \n1}\n{"type":"goaway","code":"draining","after":0',
    ],
    ["more than fits into a frame", `event  \n"${"ä".repeat(40_000)}"`],
    ["a key that is none", `event  ${"\u0001".repeat(20_000)}\n1`],
    ["an id of a process that is none", 'event "a" \n1'],
  ])("has its place in the channel, and says nothing: %s", (_what, payload) => {
    expect(foreign({ payload }).map((text) => JSON.parse(text))).toEqual([
      { type: "event", channel: "c", timestamp: 4, o: 4 },
    ]);
  });

  test.each([1e300, Number.NaN, 8.64e15 + 1, Number.MAX_SAFE_INTEGER])(
    "may have a time that nobody can write, and then comes without one: %f",
    (time) => {
      const bench = subscribed().connect("old", 0).say("old", { type: "subscribe", channel: "c" });
      bench.input({ type: "message", message: { ...entry(4), time } });
      const texts = bench.effects.flatMap((effect) =>
        effect.type === "write" ? [JSON.parse(effect.piece.text)] : [],
      );
      expect(texts).toContainEqual({ type: "event", channel: "c", data: 4 });
      expect(texts).toContainEqual({ type: "event", channel: "c", data: 4, o: 4 });
    },
  );
});
