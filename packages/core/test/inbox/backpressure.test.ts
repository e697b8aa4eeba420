// The end of a pause, and the peer that is cut because of what others write.

import { describe, expect, test } from "vitest";

import { fill, World, type WorldOptions, type WorldPeer } from "./support/world.ts";

/** A peer that was asked to pause and does not write. */
function paused(options: WorldOptions): { world: World; queue: WorldPeer; told: string[] } {
  const world = new World({ capacity: 64, maxPause: 1_000, ...options });
  const queue = world.open("a");
  const told: string[] = [];
  queue.onResume(() => told.push("resume"));
  expect(fill(queue, "a", 70)).toContain("pause");
  queue.paused();
  return { world, queue, told };
}

describe("a pause that lasts for maxPause", () => {
  test("ends with the link, under disconnect", async () => {
    const { world, queue, told } = paused({});
    queue.onFull(() => told.push("full"));
    await world.clock.run(999);
    expect(told).toEqual([]);
    await world.clock.run(1);
    expect(told).toEqual(["full"]);
    expect([queue.write("late", 1), queue.size, queue.dropped]).toEqual(["full", 70, 1]);
    world.drain();
    await world.clock.run(5_000);
    expect(told).toEqual(["full", "resume"]);
    expect([queue.isStopped, queue.write("next", 2), world.clock.pending]).toEqual([
      false,
      "ok",
      0,
    ]);
  });

  test("lets who is told by its writes alone write once more", async () => {
    const { world, queue, told } = paused({});
    await world.clock.run(1_000);
    expect(told).toEqual(["resume"]);
    expect(queue.write("late", 1)).toBe("full");
  });

  test.each(["drop-oldest", "drop-newest"] as const)(
    "ends at the limit, under %s",
    async (overflow) => {
      const { world, queue, told } = paused({ overflow, limit: { messages: 200 } });
      queue.onFull(() => told.push("full"));
      await world.clock.run(1_000);
      expect(told).toEqual(["resume"]);
      expect(new Set(fill(queue, "b", 200))).toEqual(new Set(["ok"]));
      expect([queue.size, queue.dropped, queue.isStopped]).toEqual([200, 70, true]);
      // Once it is low, all is as it was.
      world.drain();
      await world.clock.settle();
      expect([told.length, queue.isStopped]).toEqual([2, false]);
      expect(fill(queue, "c", 70)).toContain("pause");
    },
  );

  test("is forgotten when the queue is read in time", async () => {
    const { world, queue, told } = paused({});
    world.drain();
    await world.clock.run(5_000);
    expect([told, queue.isStopped, world.clock.pending]).toEqual([["resume"], false, 0]);
  });

  test("is over with the peer", async () => {
    const { world, queue, told } = paused({});
    queue.onFull(() => told.push("full"));
    queue.end();
    await world.clock.run(5_000);
    expect([told, world.clock.pending]).toEqual([[], 0]);
  });
});

describe("a peer that is cut by what another one writes", () => {
  function crowded(): { world: World; long: WorldPeer; other: WorldPeer; told: string[] } {
    const world = new World({ capacity: 5, limit: { messages: 10 } });
    const [long, other] = [world.open("l"), world.open("o")];
    const told: string[] = [];
    long.onFull(() => told.push("full"));
    long.onResume(() => told.push("resume"));
    fill(long, "l", 9);
    other.write("o", 1);
    world.macrotask();
    other.write("o", 1);
    expect([long.dropped, long.isStopped]).toEqual([1, true]);
    return { world, long, other, told };
  }

  test("is told at once and once, and to go on when it was read", async () => {
    const { world, long, other, told } = crowded();
    other.write("o", 1);
    expect(told).toEqual([]);
    await world.clock.settle();
    expect(told).toEqual(["full"]);
    expect(long.write("l", 1)).toBe("full");
    await world.clock.settle();
    world.drain();
    await world.clock.settle();
    expect(told).toEqual(["full", "resume"]);
    expect(long.write("l", 2)).toBe("ok");
  });

  test("is not told again what its own write has heard", async () => {
    const { world, long, told } = crowded();
    expect(long.write("l", 1)).toBe("full");
    await world.clock.settle();
    expect(told).toEqual([]);
  });

  test("is not told when it has ended meanwhile", async () => {
    const { world, long, told } = crowded();
    long.end();
    await world.clock.settle();
    expect(told).toEqual([]);
  });
});

test("who was not asked to pause may say that it is paused: nothing follows", async () => {
  const { world, queue } = paused({});
  world.open("b").paused();
  world.drain();
  await world.clock.settle();
  queue.paused();
  expect(world.clock.pending).toBe(0);
});
