// What has ended of channels that nobody publishes to any more is dropped by who has published.

import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { ExpirySweep } from "../../src/redis/expiry-sweep.ts";

function scene(drop: (channel: string) => Promise<boolean> = async () => false) {
  const clock = new ManualClock();
  const dropped: string[] = [];
  const sweep = new ExpirySweep(clock, (channel) => {
    dropped.push(channel);
    return drop(channel);
  });
  return { clock, dropped, sweep };
}

test("a channel is swept once, when its last message has ended", async () => {
  const { clock, dropped, sweep } = scene();
  sweep.add("a", 15_000);
  await clock.run(10_000);
  sweep.add("a", 15_000);
  await clock.run(10_000);
  expect(dropped).toEqual([]);
  await clock.run(10_000);
  expect(dropped).toEqual(["a"]);
  await clock.run(100_000);
  expect([dropped, clock.pending]).toEqual([["a"], 0]);
});

test("the longest of what was said counts, as a message before may be kept for longer", async () => {
  const { clock, dropped, sweep } = scene();
  sweep.add("a", 60_000);
  sweep.add("a", 1_000);
  await clock.run(50_000);
  expect(dropped).toEqual([]);
  await clock.run(10_000);
  expect(dropped).toEqual(["a"]);
});

test("a channel of which something is left is swept again", async () => {
  let count = 0;
  const { clock, dropped, sweep } = scene(async () => ++count < 3);
  sweep.add("a", 10_000);
  await clock.run(100_000);
  expect(dropped).toEqual(["a", "a", "a"]);
});

test("what cannot be dropped is left to its end in Redis", async () => {
  const { clock, dropped, sweep } = scene(async () => {
    throw new Error("away");
  });
  sweep.add("a", 10_000);
  await clock.run(100_000);
  expect(dropped).toEqual(["a"]);
});

test("a sweep is bounded, and goes on with the rest", async () => {
  const { clock, dropped, sweep } = scene();
  for (let at = 0; at < 2_500; at++) sweep.add(`c${at}`, 10_000);
  await clock.run(10_000);
  expect(dropped.length).toBe(1_000);
  await clock.run(20_000);
  expect(dropped.length).toBe(2_500);
});

test("so many channels are remembered, and the oldest is forgotten first", async () => {
  const { clock, dropped, sweep } = scene();
  for (let at = 0; at < 100_001; at++) sweep.add(`c${at}`, 10_000);
  await clock.run(10_000);
  expect(dropped[0]).toBe("c1");
});

test("nothing is swept after the end", async () => {
  const { clock, dropped, sweep } = scene();
  sweep.add("a", 1_000);
  sweep.stop();
  sweep.add("b", 1_000);
  await clock.run(100_000);
  expect([dropped, clock.pending]).toEqual([[], 0]);
});
