// Telling of drops: soon, then once a second, and in the end all of them.

import { describe, expect, test } from "vitest";
import { World } from "./support/world.ts";

describe("drops", () => {
  test("of one burst are one report, in the next macrotask", () => {
    const world = new World();
    const queue = world.open("a");
    queue.drop(1);
    queue.drop(2);
    expect([queue.dropped, world.told.length]).toEqual([3, 0]);
    world.macrotask();
    expect(world.told).toEqual([
      { id: "a", dropped: 3, total: 3, why: "closing", policy: "disconnect" },
    ]);
    expect(world.clock.pending).toBe(0);
  });

  test("that go on are told once a second, exactly", () => {
    const world = new World();
    const queue = world.open("a");
    for (let at = 0; at < 35; at++) {
      queue.drop(1);
      world.clock.advance(100);
    }
    world.clock.advance(1_000);
    expect(world.told.map(({ dropped, total }) => [dropped, total])).toEqual([
      [1, 1],
      [9, 10],
      [10, 20],
      [10, 30],
      [5, 35],
    ]);
    expect(world.clock.pending).toBe(0);
  });

  test("after a rest are told at once again", () => {
    const world = new World();
    const queue = world.open("a");
    queue.drop(1);
    world.clock.advance(5_000);
    queue.drop(1);
    world.macrotask();
    expect(world.told).toHaveLength(2);
  });

  test("of two causes are two reports", () => {
    const world = new World({ overflow: "drop-newest" });
    const queue = world.open("a");
    queue.drop(2);
    queue.hold();
    queue.write("x", 1);
    queue.discard();
    world.macrotask();
    expect(world.told.map(({ why, dropped, total }) => [why, dropped, total])).toEqual([
      ["closing", 2, 3],
      ["refused", 1, 3],
    ]);
    expect(world.told[0]?.policy).toBe("drop-newest");
  });

  test("of two peers are told apart", () => {
    const world = new World();
    const [a, b] = [world.open("a"), world.open("b")];
    a.drop(1);
    b.drop(2);
    world.macrotask();
    expect(world.told.map(({ id, dropped }) => [id, dropped])).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(world.inbox.dropped).toBe(3);
  });

  test("are told by flush() now, and not twice", () => {
    const world = new World();
    const queue = world.open("a");
    queue.flush();
    queue.drop(1);
    queue.flush();
    queue.flush();
    expect(world.told).toHaveLength(1);
    expect(world.clock.pending).toBe(0);
    // The second begins with that report.
    queue.drop(1);
    world.clock.advance(999);
    expect(world.told).toHaveLength(1);
    world.clock.advance(1);
    expect(world.told).toHaveLength(2);
  });

  test("of all peers are told by the end of the inbox, which leaves no timer", () => {
    const world = new World();
    world.open("a").drop(1);
    world.open("b").drop(2);
    world.inbox.end();
    expect(world.told.map(({ dropped }) => dropped)).toEqual([1, 2]);
    expect(world.clock.pending).toBe(0);
  });
});
