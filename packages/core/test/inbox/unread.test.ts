// An inbox that nobody reads: an application that only sends keeps its links, and is told what it loses.

import { describe, expect, test } from "vitest";
import { fill, names, World, type WorldOptions, type WorldPeer } from "./support/world.ts";

/** A queue whose source was paused at 64 messages for as long as it may be, and went on. */
async function overdue(options: WorldOptions = {}): Promise<[World, WorldPeer, () => string]> {
  const world = new World({ unread: true, capacity: 64, maxPause: 1_000, ...options });
  const queue = world.open("a");
  const heard: string[] = [];
  queue.onResume(() => heard.push("resume"));
  queue.onFull(() => heard.push("full"));
  expect(fill(queue, "a", 65).at(-1)).toBe("pause");
  queue.paused();
  world.clock.advance(1_100);
  await world.clock.settle();
  return [world, queue, () => heard.join()];
}

describe("an inbox that nobody has ever read", () => {
  test("cut its links after maxPause, for good: now the oldest of each queue goes for what comes", async () => {
    const [world, queue, heard] = await overdue();
    expect([heard(), queue.dropped]).toEqual(["resume", 0]);
    expect(fill(queue, "a", 100, 65)).not.toContain("full");
    await world.clock.settle();
    expect([heard(), queue.size, queue.dropped]).toEqual(["resume", 65, 100]);
    expect(world.drain()).toEqual(names("a", 65, 100));
  });

  test("tells every loss as overflow, and once what to do", async () => {
    const [world, queue] = await overdue();
    expect(world.warnings).toEqual(["unread"]);
    fill(queue, "a", 10, 65);
    world.macrotask();
    expect(world.told).toEqual([
      { id: "a", dropped: 10, total: 10, why: "overflow", policy: "drop-oldest" },
    ]);
    expect(world.warnings).toHaveLength(1);
  });

  test("drops nothing while its sockets are paused, so that a reader that begins late gets all", async () => {
    const world = new World({ unread: true, capacity: 64 });
    const queue = world.open("a");
    fill(queue, "a", 65);
    queue.paused();
    world.clock.advance(19_000);
    expect(world.drain()).toEqual(names("a", 65));
    world.clock.advance(19_000);
    expect([world.told, world.warnings]).toEqual([[], []]);
  });

  test("ends no link at the limit, where sockets cannot be paused", async () => {
    const world = new World({
      unread: true,
      capacity: 64,
      limit: { messages: 100, bytes: 10_000 },
    });
    const [a, b] = [world.open("a"), world.open("b")];
    fill(a, "a", 300);
    world.macrotask();
    expect(fill(b, "b", 5)).not.toContain("full");
    expect(a.write("x".repeat(20_000), 1)).not.toBe("full");
    await world.clock.settle();
    expect([a.isStopped, b.isStopped, world.inbox.size]).toEqual([true, false, 100]);
    expect(a.received).toBe(a.size + a.dropped);
    world.macrotask();
    expect(world.told.map(({ id, why }) => [id, why])).toEqual([["a", "overflow"]]);
    expect(world.warnings).toHaveLength(1);
  });

  test("drops what can be read before what a gate holds", () => {
    const world = new World({ unread: true, capacity: 5, limit: { messages: 10 } });
    const queue = world.open("a");
    fill(queue, "a", 8);
    queue.hold();
    fill(queue, "h", 4);
    world.macrotask();
    queue.release();
    expect(world.drain()).toEqual([...names("a", 6, 2), ...names("h", 4)]);
  });

  test("cuts nobody whose worker hears only answers to its writes", async () => {
    const world = new World({ unread: true, capacity: 64, maxPause: 1_000 });
    const queue = world.open("a");
    fill(queue, "a", 65);
    queue.paused();
    world.clock.advance(1_100);
    expect(fill(queue, "a", 3, 65)).toEqual(["ok", "ok", "ok"]);
    expect(queue.dropped).toBe(3);
  });

  test("says nothing of it where its option drops anyway", async () => {
    const [world, queue] = await overdue({ overflow: "drop-newest" });
    fill(queue, "a", 100, 65);
    expect([queue.dropped, world.warnings]).toEqual([0, []]);
  });
});

describe("a reader that begins while the oldest are dropped", () => {
  test("makes the next pause one that counts from its beginning", async () => {
    const [world, queue, heard] = await overdue();
    expect(queue.write("a65", 1)).toBe("ok");
    expect(world.inbox.tryRead()?.data).toBe("a1");
    expect(fill(queue, "a", 2, 66)).toEqual(["pause", "pause"]);
    queue.paused();
    world.clock.advance(900);
    expect([heard(), queue.dropped]).toEqual(["resume", 1]);
    world.clock.advance(200);
    await world.clock.settle();
    expect(heard()).toBe("resume,full");
  });

  test("gets what waits then, and all that comes after", async () => {
    const [world, queue] = await overdue();
    fill(queue, "a", 35, 65);
    expect(world.drain()).toEqual(names("a", 65, 35));
    await world.clock.settle();
    expect(fill(queue, "a", 10, 100)).toEqual(names("ok", 10).map(() => "ok"));
    expect(world.drain()).toEqual(names("a", 10, 100));
  });

  test("has begun with a next() that finds nothing", async () => {
    const world = new World({ unread: true, capacity: 5, limit: { messages: 10 } });
    const queue = world.open("a");
    void world.inbox[Symbol.asyncIterator]().next();
    fill(queue, "a", 30);
    world.macrotask();
    expect(queue.write("a30", 1)).toBe("full");
    expect(world.warnings).toEqual([]);
  });
});

describe("inbox.discard", () => {
  test("keeps nothing, pauses nobody and tells nothing: it counts", async () => {
    const world = new World({ unread: true, discard: true, capacity: 5, limit: { messages: 10 } });
    const queue = world.open("a");
    const next = world.inbox[Symbol.asyncIterator]().next();
    expect(new Set(fill(queue, "a", 100))).toEqual(new Set(["ok"]));
    expect(queue.write("x".repeat(1_000), 1)).toBe("ok");
    queue.drop(2, 7);
    world.clock.advance(60_000);
    expect([queue.received, queue.dropped, queue.size]).toEqual([103, 103, 0]);
    expect(queue.bytesReceived).toBe(10 * 2 + 90 * 3 + 1_000 + 7);
    expect([world.inbox.dropped, world.inbox.size, world.taken]).toEqual([103, 0, 0]);
    expect([world.told, world.warnings, world.clock.pending]).toEqual([[], [], 0]);
    queue.end();
    world.inbox.end();
    expect((await next).done).toBe(true);
    expect(queue.write("late", 1)).toBe("full");
    expect([world.host.totals.late, world.told]).toEqual([1, []]);
  });

  test("lets a gate hold and pass as ever", () => {
    const world = new World({ discard: true });
    const queue = world.open("a");
    queue.hold();
    fill(queue, "a", 3);
    queue.release();
    expect([queue.size, queue.dropped]).toEqual([0, 3]);
  });
});
