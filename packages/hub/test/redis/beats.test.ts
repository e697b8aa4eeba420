// Which partitions hear their beats, and which were moved.

import { describe, expect, test } from "vitest";
import { Beats } from "../../src/redis/beats.ts";

const COMPLETE = { isComplete: true, hasMoved: false };
const NOTHING = { isComplete: false, hasMoved: false };
const MOVED = { isComplete: false, hasMoved: true };

function beats(mayMove: boolean, ...partitions: number[]): Beats {
  const all = new Beats(mayMove);
  for (const partition of partitions) all.add(partition);
  return all;
}

test("each partition is told each beat once", () => {
  const all = beats(false, 1, 2, 1);
  expect([all.next(), all.next()]).toEqual([
    { text: "1", partitions: [1, 2] },
    { text: "2", partitions: [1, 2] },
  ]);
});

test("a beat is complete when all of them have heard it", () => {
  const all = beats(false, 1, 2);
  const { text } = all.next();
  expect([all.hear(1, text), all.hear(1, text), all.hear(2, text)]).toEqual([
    NOTHING,
    NOTHING,
    COMPLETE,
  ]);
});

test("an older beat that comes late completes nothing", () => {
  const all = beats(false, 1);
  const { text } = all.next();
  all.next();
  expect(all.hear(1, text)).toEqual(NOTHING);
  expect(all.hear(1, "2")).toEqual(COMPLETE);
});

test("a partition that is begun between two beats is not waited for", () => {
  const all = beats(false, 1);
  const { text } = all.next();
  all.add(2);
  expect(all.hear(1, text)).toEqual(COMPLETE);
});

test("one server that tells nobody is deaf, and nothing has moved", () => {
  const all = beats(false, 1);
  all.next();
  expect(all.taken(1, { receivers: 0, runId: "a" })).toEqual(NOTHING);
  expect(all.taken(1, { receivers: 1, runId: "b" })).toEqual(NOTHING);
});

describe("in a cluster", () => {
  test("a partition is where it was while its server is the same", () => {
    const all = beats(true, 1);
    for (const text of ["1", "2"]) {
      all.next();
      expect(all.taken(1, { receivers: 1, runId: "a" })).toEqual(NOTHING);
      expect(all.hear(1, text)).toEqual(COMPLETE);
    }
  });

  test("a partition has moved when another server takes its beat", () => {
    const all = beats(true, 1);
    all.next();
    all.taken(1, { receivers: 1, runId: "a" });
    all.next();
    expect(all.taken(1, { receivers: 1, runId: "b" })).toEqual(MOVED);
    expect(all.hear(1, "2")).toEqual(COMPLETE);
  });

  test("a partition that is being moved is not deaf, and is compared until it is heard, and once more", () => {
    const all = beats(true, 1, 2);
    all.next();
    expect(all.taken(1, { receivers: 0, runId: "a" })).toEqual(MOVED);
    expect(all.hear(2, "1")).toEqual(COMPLETE);
    all.next();
    expect(all.hear(2, "2")).toEqual(NOTHING);
    expect(all.taken(1, { receivers: 0, runId: "b" })).toEqual({
      isComplete: true,
      hasMoved: true,
    });
    all.next();
    expect(all.taken(1, { receivers: 1, runId: "b" })).toEqual(NOTHING);
    expect(all.hear(1, "3")).toEqual(MOVED);
    all.next();
    expect([all.hear(2, "4"), all.hear(1, "4")]).toEqual([NOTHING, COMPLETE]);
  });
});
