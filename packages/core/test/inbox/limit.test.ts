// The limit: when it is judged, whom it hits, and what each policy does to them.

import { describe, expect, test } from "vitest";

import { fill, names, World, type WorldOptions, type WorldPeer } from "./support/world.ts";

/** An inbox for ten messages whose reader had its macrotask. */
function fullWorld(options: WorldOptions, counts: Record<string, number>): [World, ...WorldPeer[]] {
  const world = new World({ capacity: 5, limit: { messages: 10 }, ...options });
  const queues = Object.entries(counts).map(([name, count]) => {
    const queue = world.open(name);
    fill(queue, name, count);
    return queue;
  });
  world.macrotask();
  expect(world.inbox.size).toBe(10);
  return [world, ...queues];
}

describe("the count", () => {
  test("is not judged before the reader had a macrotask", () => {
    const world = new World({ capacity: 5, limit: { messages: 10 }, overflow: "drop-newest" });
    const queue = world.open("a");
    fill(queue, "a", 100);
    expect([queue.size, queue.dropped]).toEqual([100, 0]);
    world.macrotask();
    expect([queue.size, queue.dropped]).toEqual([10, 90]);
    expect(world.drain()).toEqual(names("a", 10));
  });

  test("is judged from then on, until no more than the capacity waits", () => {
    const world = new World({ capacity: 5, limit: { messages: 10 }, overflow: "drop-newest" });
    const queue = world.open("a");
    fill(queue, "a", 6);
    world.macrotask();
    fill(queue, "a", 10, 6);
    expect([queue.size, queue.dropped]).toEqual([10, 6]);
    for (let at = 0; at < 5; at++) world.inbox.tryRead();
    fill(queue, "a", 10, 16);
    expect([queue.size, queue.dropped]).toEqual([15, 6]);
    world.macrotask();
    expect([queue.size, queue.dropped]).toEqual([10, 11]);
  });

  test("keeps one timer while it is not judged, and none for a reader that is fast enough", async () => {
    const world = new World({ capacity: 5, limit: { messages: 10 } });
    const queue = world.open("a");
    fill(queue, "a", 5);
    expect(world.clock.pending).toBe(0);
    fill(queue, "a", 20);
    expect(world.clock.pending).toBe(1);
    world.drain();
    await world.clock.settle();
    expect(world.clock.pending).toBe(0);
    fill(queue, "a", 20);
    world.inbox.end();
    expect(world.clock.pending).toBe(0);
    expect(world.drain()).toHaveLength(20);
  });

  test("has its mark at the limit where the capacity is above it", () => {
    const world = new World({ capacity: 100, limit: { messages: 3 }, overflow: "drop-newest" });
    const queue = world.open("a");
    fill(queue, "a", 5);
    world.macrotask();
    expect(world.drain()).toEqual(names("a", 3));
  });
});

describe("bytes", () => {
  test("are judged at once", () => {
    const world = new World({ limit: { bytes: 100 }, overflow: "drop-newest" });
    const queue = world.open("a");
    const text = "x".repeat(30);
    for (let at = 0; at < 5; at++) queue.write(text, 1);
    expect([queue.size, queue.bytes, queue.dropped]).toEqual([3, 90, 2]);
    expect(queue.write("y".repeat(10), 1)).toBe("pause");
    expect(world.inbox.bytes).toBe(100);
  });

  test("of one message that are too much by themselves are nobody else's fault", () => {
    for (const overflow of ["drop-oldest", "drop-newest"] as const) {
      const world = new World({ limit: { bytes: 100 }, overflow });
      const [a, b] = [world.open("a"), world.open("b")];
      b.write("x".repeat(60), 1);
      expect(a.write("x".repeat(101), 1)).toBe("ok");
      expect([a.dropped, b.dropped, world.inbox.size]).toEqual([1, 0, 1]);
    }
  });

  test("that are too much by themselves are not even handed over", async () => {
    const world = new World({ limit: { bytes: 100 } });
    const queue = world.open("a");
    const next = world.inbox[Symbol.asyncIterator]().next();
    expect(queue.write("x".repeat(101), 1)).toBe("full");
    await world.clock.settle();
    queue.write("small", 1);
    expect((await next).value?.data).toBe("small");
  });

  test("hit who fills most of them, not who has more messages", () => {
    const world = new World({ limit: { bytes: 100 }, overflow: "drop-oldest" });
    const [hog, quiet] = [world.open("h"), world.open("q")];
    fill(quiet, "q", 4);
    for (const text of ["1", "2", "3"]) hog.write(text.repeat(30), 1);
    quiet.write("x".repeat(10), 1);
    expect([hog.dropped, quiet.dropped]).toEqual([1, 0]);
  });

  test("are made room for by as many messages as it takes", () => {
    const world = new World({ limit: { bytes: 100 }, overflow: "drop-oldest" });
    const [a, b] = [world.open("a"), world.open("b")];
    for (let at = 0; at < 9; at++) a.write(`${at}`.repeat(10), 1);
    b.write("y".repeat(50), 1);
    expect([a.dropped, b.dropped, world.inbox.bytes]).toEqual([4, 0, 100]);
    expect(world.drain()[0]).toBe("4".repeat(10));
  });
});

describe("drop-oldest", () => {
  const overflow = "drop-oldest";

  test("takes the oldest of the longest queue, whoever writes", () => {
    const [world, long, short] = fullWorld({ overflow }, { a: 7, b: 3 });
    short?.write("b3", 1);
    expect([long?.dropped, short?.dropped, world.inbox.size]).toEqual([1, 0, 10]);
    expect(world.drain()).toEqual([...names("a", 6, 1), ...names("b", 4)]);
  });

  test("takes the writer's own where no other queue is longer", () => {
    const [world, a, b] = fullWorld({ overflow }, { a: 5, b: 5 });
    b?.write("b5", 1);
    expect([a?.dropped, b?.dropped]).toEqual([0, 1]);
    expect(world.drain()).toEqual([...names("a", 5), ...names("b", 5, 1)]);
  });

  test("takes a message that a gate holds where nothing else is", () => {
    const [world, a, b] = fullWorld({ overflow }, { a: 2, b: 8 });
    while (world.inbox.tryRead() !== undefined);
    a?.hold();
    fill(a as WorldPeer, "h", 10);
    world.macrotask();
    b?.write("b8", 1);
    expect([a?.dropped, a?.size]).toEqual([1, 9]);
    a?.release();
    expect(world.drain().toSorted()).toEqual(["b8", ...names("h", 9, 1)]);
  });
});

describe("drop-newest", () => {
  const overflow = "drop-newest";

  test("takes the newest of the longest queue, whoever writes", () => {
    const [world, long, short] = fullWorld({ overflow }, { a: 7, b: 3 });
    expect(short?.write("b3", 1)).toBe("pause");
    expect([long?.dropped, short?.dropped]).toEqual([1, 0]);
    expect(world.drain()).toEqual([...names("a", 6), ...names("b", 4)]);
  });

  test("refuses the message itself where no other queue is longer", () => {
    const [world, a] = fullWorld({ overflow }, { a: 7, b: 3 });
    expect(a?.write("a7", 1)).toBe("pause");
    expect(a?.dropped).toBe(1);
    expect(world.taken).toBe(10);
    expect(world.drain()).toEqual([...names("a", 7), ...names("b", 3)]);
  });

  test("takes what a gate holds before what can be read", () => {
    const [world, a, b] = fullWorld({ overflow }, { a: 4, b: 6 });
    for (let at = 0; at < 6; at++) world.inbox.tryRead();
    a?.hold();
    fill(a as WorldPeer, "h", 6);
    expect([a?.size, b?.size]).toEqual([6, 4]);
    world.macrotask();
    b?.write("b6", 1);
    expect(a?.size).toBe(5);
    a?.release();
    expect(world.drain().filter((text) => text.startsWith("h"))).toEqual(names("h", 5));
  });
});

describe("disconnect", () => {
  test("refuses the message of the longest queue, and says full until it was read", async () => {
    const [world, a] = fullWorld({}, { a: 7, b: 3 });
    let resumed = 0;
    a?.onResume(() => resumed++);
    expect(fill(a as WorldPeer, "a", 2, 7)).toEqual(["full", "full"]);
    expect([a?.dropped, a?.size, a?.isStopped]).toEqual([2, 7, true]);
    // A share of 10 / (2 × 2) is 2, and its low mark 0.
    for (let at = 0; at < 6; at++) world.inbox.tryRead();
    await world.clock.settle();
    expect(a?.write("a9", 1)).toBe("full");
    expect(resumed).toBe(0);
    world.inbox.tryRead();
    await world.clock.settle();
    expect([resumed, a?.isStopped]).toEqual([1, false]);
    expect(a?.write("a10", 2)).toBe("ok");
  });

  test("makes room for others by the newest of the longest queue, and tells that peer at its next write", () => {
    const [world, a, b] = fullWorld({}, { a: 7, b: 3 });
    expect(b?.write("b3", 1)).toBe("pause");
    expect([a?.dropped, a?.isStopped, b?.dropped]).toEqual([1, true, 0]);
    expect(a?.write("a7", 1)).toBe("full");
    expect(world.drain()).toEqual([...names("a", 6), ...names("b", 4)]);
    world.macrotask();
    expect(world.told).toEqual([
      { id: "a", dropped: 2, total: 2, why: "overflow", policy: "disconnect" },
    ]);
  });

  test("tells full even where the queue was read before the next write", async () => {
    const [world, a, b] = fullWorld({}, { a: 7, b: 3 });
    let resumed = 0;
    a?.onResume(() => resumed++);
    b?.write("b3", 1);
    world.drain();
    await world.clock.settle();
    // It had been told to pause, so it is told to go on: else it would never write again.
    expect([resumed, a?.isStopped]).toEqual([1, true]);
    expect(a?.write("a7", 1)).toBe("full");
    await world.clock.settle();
    expect([resumed, a?.isStopped]).toEqual([2, false]);
    expect(a?.write("a8", 2)).toBe("ok");
  });

  test("cuts a peer for a message that is too large by itself, and lets it go on at once", async () => {
    const world = new World({ limit: { bytes: 100 } });
    const queue = world.open("a");
    let resumed = 0;
    queue.onResume(() => resumed++);
    expect(queue.write("x".repeat(101), 1)).toBe("full");
    expect([resumed, queue.isStopped]).toEqual([0, true]);
    await world.clock.settle();
    expect([resumed, queue.isStopped]).toEqual([1, false]);
  });

  test("judges the burst of a reader that sleeps", () => {
    const world = new World({ capacity: 5, limit: { messages: 10 } });
    const [a, b] = [world.open("a"), world.open("b")];
    fill(a, "a", 30);
    fill(b, "b", 3);
    world.macrotask();
    expect([a.size, b.size, a.isStopped, b.dropped]).toEqual([7, 3, true, 0]);
    expect(a.write("a30", 1)).toBe("full");
  });
});

describe("the longest queue", () => {
  test("is found anew when what was longest is read", () => {
    const [world, a, b] = fullWorld({ overflow: "drop-oldest" }, { a: 6, b: 4 });
    const c = world.open("c");
    c.write("c0", 1);
    expect([a?.size, b?.size, c.size]).toEqual([5, 4, 1]);
    // One peer has eight messages a turn: all of a are read.
    for (let at = 0; at < 3; at++) world.inbox.tryRead();
    const d = world.open("d");
    fill(d, "d", 3);
    c.write("c1", 1);
    expect([a?.size, b?.size, c.size, d.size]).toEqual([2, 3, 2, 3]);
  });

  test("is found among peers that became busy during the overflow, and not among the drained", () => {
    const [world, a] = fullWorld({ overflow: "drop-oldest", capacity: 1 }, { a: 10 });
    a?.write("a10", 1);
    const late = world.open("l");
    fill(late, "l", 5);
    expect([a?.size, late.size]).toEqual([5, 5]);
    for (let at = 0; at < 5; at++) world.inbox.tryRead();
    const last = world.open("z");
    fill(last, "z", 4);
    fill(a as WorldPeer, "b", 2);
    expect([a?.size, late.size, last.size]).toEqual([2, 4, 4]);
    expect([a?.dropped, late.dropped, last.dropped]).toEqual([6, 1, 0]);
  });

  test("is not remembered when all is well again", () => {
    const [world, a] = fullWorld({ overflow: "drop-newest" }, { a: 9, b: 1 });
    a?.write("x", 1);
    world.drain();
    const c = world.open("c");
    fill(c, "c", 12);
    world.macrotask();
    expect([c.size, c.dropped, a?.dropped]).toEqual([10, 2, 1]);
  });
});

test("a flood into a reader that sleeps is bounded, whatever the policy", () => {
  for (const overflow of ["disconnect", "drop-oldest", "drop-newest"] as const) {
    const world = new World({ overflow });
    const queue = world.open("a");
    for (let burst = 0; burst < 10; burst++) {
      for (let at = 0; at < 20_000; at++) queue.write("x", 1);
      world.macrotask();
      expect(world.inbox.size).toBeLessThanOrEqual(32_768);
    }
    expect(queue.received).toBe(queue.size + queue.dropped);
    queue.flush();
    expect(world.told.reduce((sum, { dropped }) => sum + dropped, 0)).toBe(queue.dropped);
  }
});
