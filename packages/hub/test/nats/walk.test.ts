// Walks back over a channel whose messages name the one before them, held against a model of a stream that trims.

import { SeededRandom } from "@skep/core/testing";
import { expect, test } from "vitest";
import type { StoredMessage } from "../../src/nats/stored-message.ts";
import { gapIn, isReached, type Walk, walkBack } from "../../src/nats/walk.ts";

const messageAt = (sequence: number, previous: number): StoredMessage => ({
  subject: "s",
  sequence,
  previous,
  time: sequence * 10,
  keep: { messages: 100, age: 100 },
  digest: "",
  payload: "",
});

/** These, of which each names the one before it. */
function streamOf(sequences: readonly number[]): Map<number, StoredMessage> {
  return new Map(
    sequences.map((sequence, at) => [sequence, messageAt(sequence, sequences[at - 1] ?? 0)]),
  );
}

async function walk(
  stream: ReadonlyMap<number, StoredMessage>,
  isEnough: (walk: Walk) => boolean = () => false,
): Promise<Walk> {
  const newest = [...stream.values()].at(-1) as StoredMessage;
  return walkBack(newest, async (sequence) => stream.get(sequence), isEnough);
}

const sequencesOf = ({ messages }: Walk): number[] => messages.map(({ sequence }) => sequence);

test("it goes back until it is enough, or until nobody says what was before", async () => {
  const stream = streamOf([2, 5, 9, 12]);
  const all = await walk(stream);
  expect([sequencesOf(all), all.previous, all.isTrimmed]).toEqual([[2, 5, 9, 12], 0, false]);
  const some = await walk(stream, ({ previous }) => previous <= 5);
  expect([sequencesOf(some), some.previous]).toEqual([[9, 12], 5]);
});

test("it says that a message is gone, and goes no further than 64 steps", async () => {
  const stream = streamOf([2, 5, 9, 12]);
  stream.delete(5);
  const trimmed = await walk(stream);
  expect([sequencesOf(trimmed), trimmed.previous, trimmed.isTrimmed]).toEqual([[9, 12], 5, true]);
  const long = streamOf(Array.from({ length: 200 }, (_, at) => at + 1));
  expect((await walk(long)).messages.length).toBe(65);
});

test("a message of another channel ends it", async () => {
  const stream = streamOf([2, 5, 9]);
  stream.set(5, { ...messageAt(5, 2), subject: "t" });
  const stopped = await walk(stream);
  expect([sequencesOf(stopped), stopped.previous, stopped.isTrimmed]).toEqual([[9], 0, false]);
});

test("a position that it passes is one of another history, unless that had no message", async () => {
  const passed = await walk(streamOf([2, 5, 9]), ({ previous }) => previous <= 4);
  expect(sequencesOf(passed)).toEqual([5, 9]);
  const at = { epoch: "e", offset: 4 };
  expect(gapIn(passed, { ...at, time: 40 }, 10)).toBe("fork");
  expect([gapIn(passed, at, 10), isReached(passed, at)]).toEqual([undefined, true]);
  expect(gapIn(passed, at, 1)).toBe("more");
});

test("what it says is so, whatever the stream has trimmed and whoever has published", async () => {
  let [whole, trimmed] = [0, 0];
  for (let seed = 0; seed < 400; seed++) {
    const random = new SeededRandom(seed);
    const kept = new Map<number, StoredMessage>();
    const all: number[] = [];
    for (let sequence = 1; sequence < 60; sequence++) {
      // Some publishers know what theirs follows, others do not; other channels are between.
      if (random.next() < 0.5) continue;
      kept.set(sequence, messageAt(sequence, random.next() < 0.8 ? (all.at(-1) ?? 0) : 0));
      all.push(sequence);
    }
    for (const sequence of all.slice(0, random.int(all.length))) kept.delete(sequence);
    const offset = random.int(60);
    if (kept.size === 0 || offset >= (all.at(-1) ?? 0)) continue;
    const result = await walk(kept, ({ previous }) => previous <= offset);
    const position = { epoch: "e", offset };
    const missed = all.filter((sequence) => sequence > offset);
    if (gapIn(result, position, 100) === "trimmed") {
      trimmed++;
      expect(
        missed.some((sequence) => !kept.has(sequence)),
        `seed ${seed}`,
      ).toBe(true);
    } else if (isReached(result, position)) {
      whole++;
      expect(sequencesOf(result), `seed ${seed}`).toEqual(missed);
    }
  }
  expect([whole > 20, trimmed > 20]).toEqual([true, true]);
});
