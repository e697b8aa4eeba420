// Where channels are in Redis.

import { expect, test } from "vitest";
import {
  beatOf,
  byPartition,
  channelOf,
  keyOf,
  liveOf,
  partitionOf,
  PARTITIONS,
} from "../../src/redis/layout.ts";

const NAMES = Array.from({ length: 10_000 }, (_, at) => `user:${at}`);

test("a channel has the same partition for ever, as its history is there", () => {
  expect(["$all", "room:42", "process:build-7", "a"].map(partitionOf)).toEqual([70, 106, 96, 44]);
});

test("channels are spread over all partitions", () => {
  const counts = new Map<number, number>();
  for (const name of NAMES) counts.set(partitionOf(name), (counts.get(partitionOf(name)) ?? 0) + 1);
  expect(counts.size).toBe(PARTITIONS);
  expect(Math.max(...counts.values())).toBeLessThan(2 * (NAMES.length / PARTITIONS));
});

test("all names of a channel are in one slot of a cluster", () => {
  const partition = partitionOf("room:42");
  expect(keyOf("skep", "room:42")).toBe(`{skep:${partition}}:log:room:42`);
  expect(liveOf("skep", "room:42")).toBe(`{skep:${partition}}:live:room:42`);
  expect(beatOf("skep", partition, "s1")).toBe(`{skep:${partition}}:beat:s1`);
});

test("a live name says which channel it is of, whatever that is called", () => {
  for (const name of ["a", "$all", ":live:", "a:live:b", "x:beat:y"])
    expect(channelOf(liveOf("p:live:", name))).toBe(name);
  expect(channelOf(beatOf("skep", 1, "s"))).toBeUndefined();
});

test("channels are grouped by partition, each once and in order", () => {
  const groups = byPartition(NAMES);
  expect(groups.length).toBe(PARTITIONS);
  expect(groups.flat().toSorted()).toEqual(NAMES.toSorted());
  for (const group of groups) expect(new Set(group.map(partitionOf)).size).toBe(1);
  expect(byPartition([])).toEqual([]);
});
