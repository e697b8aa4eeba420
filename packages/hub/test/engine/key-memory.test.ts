// The keys of a channel: how long they are remembered, how many, and at what cost.

import { describe, expect, test } from "vitest";
import { KeyExpiry } from "../../src/engine/key-expiry.ts";
import { KeyMemory } from "../../src/engine/key-memory.ts";

const POSITION = { epoch: "e", offset: 1 };
const keyOf = (text: string, window = 100) => ({ text, digest: "d", window });

describe("the memory of keys", () => {
  test("forgets a key when its window is over, and the oldest where there are too many", () => {
    const keys = new KeyMemory(2);
    keys.add(keyOf("a"), POSITION, 0);
    keys.add(keyOf("b"), POSITION, 50);
    expect(keys.find(keyOf("a"), 99)).toMatchObject({ digest: "d", position: POSITION });
    expect(keys.find(keyOf("a"), 100)).toBe(undefined);
    keys.add(keyOf("a"), POSITION, 100);
    keys.add(keyOf("c"), POSITION, 100);
    expect(["a", "b", "c"].map((text) => keys.find(keyOf(text), 100) !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
    expect(keys.sizeAt(199)).toBe(2);
    expect(keys.sizeAt(200)).toBe(0);
  });

  test("is empty when its windows are over, although nobody uses the channel any more", () => {
    const expiry = new KeyExpiry();
    const memories = Array.from({ length: 100 }, () => new KeyMemory(10));
    for (const [now, keys] of memories.entries()) {
      keys.add(keyOf("a"), POSITION, now);
      expiry.add(keys, now + 100);
    }
    const kept = (now: number): number => {
      expiry.forget(now);
      return memories.reduce((sum, { size }) => sum + size, 0);
    };
    expect([kept(99), kept(100), kept(149), kept(198), kept(199)]).toEqual([100, 99, 50, 1, 0]);
  });

  // A child of 300 MB cost 86 MB: each of its lines has a key, and each key had a look at its end.
  test("is looked at once a channel, however many keys it has had", () => {
    const expiry = new KeyExpiry();
    const keys = new KeyMemory(2);
    for (let now = 0; now < 1_000; now++) {
      keys.add(keyOf(`k${now}`), POSITION, now);
      expiry.add(keys, now + 100);
      expiry.forget(now);
      expect(expiry.size).toBe(1);
    }
    expiry.forget(1_098);
    expect([keys.size, expiry.size]).toEqual([1, 1]);
    expiry.forget(1_099);
    expect([keys.size, expiry.size]).toEqual([0, 0]);
  });

  test("finds its oldest key at the same cost after many were dropped", () => {
    const costOf = (most: number): number => {
      const keys = new KeyMemory(most);
      for (let at = 0; at < 20_000; at++) keys.add(keyOf(`k${at}`), POSITION, 0);
      const begin = performance.now();
      for (let at = 20_000; at < 60_000; at++) {
        keys.find(keyOf(`k${at}`), 0);
        keys.add(keyOf(`k${at}`), POSITION, 0);
      }
      return performance.now() - begin;
    };
    // The best of a few, as the machine does other things as well.
    const best = (most: number): number =>
      Math.min(...Array.from({ length: 5 }, () => costOf(most)));
    expect(best(10_000) / best(10)).toBeLessThan(20);
  });
});
