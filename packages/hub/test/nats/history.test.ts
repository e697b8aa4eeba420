// What a stream says about a position, held against a model of a stream that trims.

import { SeededRandom } from "@skep/core/testing";
import { describe, expect, test } from "vitest";
import { entriesOf, isFork, isWhole, keptOf, neighbourOf } from "../../src/nats/history.ts";
import type { StoredMessage } from "../../src/nats/stored-message.ts";

const KEEP = { messages: 3, age: 100 };

const message = (sequence: number, more: Partial<StoredMessage> = {}): StoredMessage => ({
  subject: "s",
  sequence,
  time: sequence * 10,
  keep: KEEP,
  digest: "",
  previous: 0,
  payload: `p${sequence}`,
  ...more,
});

const topAt = (sequence: number) => ({
  position: { epoch: "e", offset: sequence },
  message: message(sequence),
});

describe("a position is of another history", () => {
  test.each([
    ["behind the end", { offset: 6 }, undefined, true],
    ["at a message of another time", { offset: 3, time: 31 }, message(3), true],
    [
      "at a message of another channel",
      { offset: 3, time: 30 },
      message(3, { subject: "t" }),
      true,
    ],
    ["at its message", { offset: 3, time: 30 }, message(3), false],
    ["at a message that is gone", { offset: 3, time: 30 }, undefined, false],
    ["without a time", { offset: 3 }, message(3), false],
    [
      "without a time, where another channel has a message",
      { offset: 3 },
      message(3, { subject: "t" }),
      false,
    ],
  ])("or not: %s", (_name, position, there, expected) => {
    expect(isFork({ epoch: "e", ...position }, "s", there, topAt(5))).toBe(expected);
  });
});

describe("of the newest messages are kept", () => {
  const all = [1, 2, 3, 4, 5].map((sequence) => message(sequence));
  const sequences = (kept: readonly StoredMessage[]): number[] =>
    kept.map(({ sequence }) => sequence);

  test("no more than the newest says", () => {
    expect(sequences(keptOf(all, 60))).toEqual([3, 4, 5]);
    expect(
      sequences(keptOf([...all, message(6, { keep: { messages: 1, age: 100 } })], 60)),
    ).toEqual([6]);
    expect(keptOf([...all, message(6, { keep: { messages: 0, age: 0 } })], 60)).toEqual([]);
  });

  test("none that is too old", () => {
    expect(sequences(keptOf(all, 129))).toEqual([3, 4, 5]);
    expect(sequences(keptOf(all, 130))).toEqual([4, 5]);
    expect(keptOf(all, 150)).toEqual([]);
    expect(keptOf([], 0)).toEqual([]);
  });
});

test("entries name the one before them", () => {
  const entries = entriesOf("c", "e", [message(4), message(9)], 2);
  expect(entries.map(({ offset, previous }) => [offset, previous])).toEqual([
    [4, 2],
    [9, 4],
  ]);
});

describe("a copy names as its neighbour", () => {
  const copy = { channel: "c", epoch: "e", offset: 9, time: 1, payload: "" };
  test.each([
    ["what the stream says", 7, { offset: 7, isMessage: true }, 7],
    ["none, where nothing is known", 0, undefined, 0],
    ["what is known, where the channel was empty behind it", 0, { offset: 5, isMessage: false }, 5],
    [
      "one that nobody has, where what is known may not be the last",
      0,
      { offset: 5, isMessage: true },
      8,
    ],
  ])("%s", (_name, previous, known, expected) => {
    expect(neighbourOf({ ...copy, previous }, known)).toBe(expected);
  });
});

/** A stream that trims from its head and in each channel, and forgets nothing of what it did. */
class StreamModel {
  readonly perSubject: number;
  last = 0;
  kept: { sequence: number; subject: string }[] = [];
  readonly all: { sequence: number; subject: string }[] = [];

  constructor(perSubject: number) {
    this.perSubject = perSubject;
  }

  add(subject: string): void {
    const added = { sequence: ++this.last, subject };
    this.kept.push(added);
    this.all.push(added);
    const own = this.of(subject, 0);
    if (own.length > this.perSubject) this.kept = this.kept.filter((one) => one !== own[0]);
  }

  trim(count: number): void {
    this.kept.splice(0, count);
  }

  get first(): number {
    return this.kept[0]?.sequence ?? this.last + 1;
  }

  of(subject: string, after: number): { sequence: number }[] {
    return this.kept.filter((one) => one.subject === subject && one.sequence > after);
  }

  published(subject: string, after: number): number {
    return this.all.filter((one) => one.subject === subject && one.sequence > after).length;
  }
}

test("a history that is called whole is whole, whatever the stream has trimmed", () => {
  let [whole, unknown] = [0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const random = new SeededRandom(seed);
    const stream = new StreamModel(1 + random.int(6));
    const subjects = ["a", "b", "c", "d"].slice(0, 1 + random.int(4));
    for (let step = 0; step < 60; step++) {
      if (random.next() < 0.1) stream.trim(random.int(5));
      else stream.add(random.pick(subjects));
      const subject = random.pick(subjects);
      const offset = random.int(stream.last + 1);
      const following = stream.of(subject, offset).length;
      const isThere = stream.kept.some((one) => one.sequence === offset && one.subject === subject);
      // Of a message nobody asks while it is there. One without a time may be the end of the stream, as it was once.
      const wasMessage = stream.all[offset - 1]?.subject === subject;
      const position = {
        epoch: "e",
        offset,
        ...(wasMessage && random.next() < 0.5 && { time: 1 }),
      };
      if (isThere || !isWhole(position, following, stream)) unknown++;
      else {
        whole++;
        expect(following, `seed ${seed}, step ${step}`).toBe(stream.published(subject, offset));
      }
    }
  }
  // Both happen.
  expect([whole > 1_000, unknown > 1_000]).toEqual([true, true]);
});
