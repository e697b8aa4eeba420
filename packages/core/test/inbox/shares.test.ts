// Shares of busy peers: their size, and that a queue is let go on when they grow.

import { describe, expect, test } from "vitest";

import { fill, World, type WorldPeer } from "./support/world.ts";

/** How many messages each of `busy` peers may have waiting before it is asked to pause. */
function shareOf(world: World, busy: number): number {
  for (let at = 1; at < busy; at++) world.open(`other ${at}`).write("x", 1);
  const queue = world.open("a");
  for (let at = 0; ; at++) if (queue.write("x", 1) === "pause") return at;
}

describe("a share", () => {
  test.each([
    [1, 1_024],
    [2, 512],
    [3, 341],
    [16, 64],
    // The least.
    [17, 64],
    [256, 64],
    // Half of its part of the limit.
    [257, 63],
    [1_000, 16],
  ])("among %i busy peers is %i by default", (busy, share) => {
    expect(shareOf(new World(), busy)).toBe(share);
  });

  test("is half of the limit in bytes, too, but never less than one message", () => {
    const world = new World({ limit: { bytes: 1_000 } });
    const queue = world.open("a");
    expect(queue.write("x".repeat(600), 1)).toBe("ok");
    expect(queue.write("x", 1)).toBe("pause");
    const other = world.open("b");
    expect(other.write("x".repeat(125), 1)).toBe("ok");
    expect(other.write("x".repeat(125), 1)).toBe("ok");
    expect(other.write("x", 1)).toBe("pause");
  });

  test("is half of the limit for one peer, where that is less", () => {
    expect(shareOf(new World({ limit: { messages: 100 } }), 1)).toBe(50);
  });

  test("is never less than one message", () => {
    expect(shareOf(new World({ capacity: 1, limit: { messages: 1 } }), 4)).toBe(1);
  });

  test("counts peers whose gate holds messages as busy", () => {
    const world = new World();
    const opening = world.open("o");
    opening.hold();
    opening.write("x", 1);
    expect(shareOf(world, 1)).toBe(512);
  });
});

describe("a queue that is paused", () => {
  async function crowd(
    busy: number,
  ): Promise<{ world: World; paused: WorldPeer; resumed: () => number }> {
    const world = new World({ capacity: 1_000, limit: { messages: 1_000 } });
    const gates = Array.from({ length: busy }, (_, at) => world.open(`gate ${at}`));
    for (const gate of gates) {
      gate.hold();
      gate.write("x", 1);
    }
    const paused = world.open("a");
    let resumed = 0;
    paused.onResume(() => resumed++);
    fill(paused, "a", 13);
    expect(paused.isStopped).toBe(true);
    for (const gate of gates) gate.discard();
    await world.clock.settle();
    return { world, paused, resumed: () => resumed };
  }

  test("goes on when others end and its share has become four times as large", async () => {
    // A share of 12 becomes one of 500.
    const { paused, resumed } = await crowd(39);
    expect([paused.size, resumed(), paused.isStopped]).toEqual([13, 1, false]);
  });

  test("stays paused when the larger share is not large enough", async () => {
    // From 500 / 41 = 12 down to two thirds of the gates, 500 / 14 = 35: its 13 are more than a quarter.
    const world = new World({ capacity: 1_000, limit: { messages: 1_000 } });
    const gates = Array.from({ length: 40 }, (_, at) => world.open(`gate ${at}`));
    for (const gate of gates) {
      gate.hold();
      gate.write("x", 1);
    }
    const paused = world.open("a");
    fill(paused, "a", 13);
    for (const gate of gates.slice(0, 27)) gate.discard();
    await world.clock.settle();
    expect(paused.isStopped).toBe(true);
    for (const gate of gates) gate.discard();
    await world.clock.settle();
    expect(paused.isStopped).toBe(false);
  });
});
