// The queue of one peer: pausing and going on, the gate that holds, figures, and the end of a generation.

import { describe, expect, test } from "vitest";

import { fill, names, World, type WorldPeer } from "./support/world.ts";

/** How often a queue told to go on. */
function resumesOf(queue: WorldPeer): { times: number } {
  const resumes = { times: 0 };
  queue.onResume(() => resumes.times++);
  return resumes;
}

async function read(world: World, count: number): Promise<void> {
  for (let at = 0; at < count; at++) world.inbox.tryRead();
  await world.clock.settle();
}

describe("a busy peer", () => {
  test("is asked to pause above its share, for each message above it", () => {
    const world = new World({ capacity: 100 });
    const queue = world.open("a");
    expect(new Set(fill(queue, "a", 100))).toEqual(new Set(["ok"]));
    expect(queue.isStopped).toBe(false);
    expect(fill(queue, "a", 3)).toEqual(["pause", "pause", "pause"]);
    expect(queue.isStopped).toBe(true);
    expect(queue.size).toBe(103);
  });

  test("is told once to go on, at a quarter of its share", async () => {
    const world = new World({ capacity: 100 });
    const queue = world.open("a");
    const resumes = resumesOf(queue);
    fill(queue, "a", 110);
    await read(world, 84);
    expect([queue.size, resumes.times, queue.isStopped]).toEqual([26, 0, true]);
    await read(world, 1);
    expect([queue.size, resumes.times, queue.isStopped]).toEqual([25, 1, false]);
    await read(world, 25);
    expect(resumes.times).toBe(1);
  });

  test("is told to go on by whatever empties its queue", async () => {
    const ways: ((world: World, queue: WorldPeer) => unknown)[] = [
      (world) => world.drain(),
      (world) => world.inbox.batches()[Symbol.asyncIterator]().next(),
      async (world) => {
        for await (const _ of world.inbox) if (world.inbox.size === 0) break;
      },
    ];
    for (const empty of ways) {
      const world = new World({ capacity: 70 });
      const queue = world.open("a");
      const resumes = resumesOf(queue);
      fill(queue, "a", 80);
      await empty(world, queue);
      await world.clock.settle();
      expect([queue.size, resumes.times]).toEqual([0, 1]);
    }
  });

  test("that was filled again before it was told stays paused", async () => {
    const world = new World({ capacity: 100 });
    const queue = world.open("a");
    const resumes = resumesOf(queue);
    fill(queue, "a", 110);
    for (let at = 0; at < 90; at++) world.inbox.tryRead();
    fill(queue, "a", 90);
    await world.clock.settle();
    expect([queue.isStopped, resumes.times]).toEqual([true, 0]);
    await read(world, 110);
    expect([queue.isStopped, resumes.times]).toEqual([false, 1]);
  });

  test("may have no listener, and the last one counts", async () => {
    const world = new World({ capacity: 70 });
    const queue = world.open("a");
    fill(queue, "a", 80);
    await read(world, 80);
    expect(queue.isStopped).toBe(false);
    const [first, last] = [resumesOf(queue), resumesOf(queue)];
    fill(queue, "a", 80);
    await read(world, 80);
    expect([first.times, last.times]).toEqual([0, 1]);
  });

  test("is not paused for a message that is handed over", async () => {
    const world = new World({ capacity: 1, limit: { messages: 2 } });
    const queue = world.open("a");
    const reader = world.inbox[Symbol.asyncIterator]();
    void reader.next();
    void reader.next();
    expect(fill(queue, "a", 2)).toEqual(["ok", "ok"]);
  });
});

describe("a gate", () => {
  test("holds messages unseen, that count as waiting", async () => {
    const world = new World();
    const queue = world.open("a");
    const next = world.inbox[Symbol.asyncIterator]().next();
    queue.hold();
    fill(queue, "a", 2);
    await world.clock.settle();
    expect([queue.size, world.inbox.size, world.inbox.bytes]).toEqual([2, 2, 4]);
    expect(world.inbox.tryRead()).toBeUndefined();
    queue.release();
    expect((await next).value?.data).toBe("a0");
    expect(world.drain()).toEqual(["a1"]);
  });

  test("does not hide what the former link left, nor does it overtake that", async () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "old", 3);
    queue.hold();
    fill(queue, "new", 2);
    expect(await world.inbox.batches()[Symbol.asyncIterator]().next()).toMatchObject({
      value: names("old", 3).map((data) => ({ data })),
    });
    expect(world.drain()).toEqual([]);
    queue.release();
    expect(world.drain()).toEqual(["new0", "new1"]);
  });

  test("gives back what it holds, oldest first, which counts as received and not as dropped", () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "old", 2);
    expect(queue.takeHeld()).toBeUndefined();
    queue.hold();
    fill(queue, "new", 3);
    expect([queue.takeHeld(), queue.takeHeld()]).toEqual(["new0", "new1"]);
    expect([queue.received, queue.size, queue.dropped, queue.bytes]).toEqual([5, 3, 0, 12]);
    queue.release();
    expect(queue.takeHeld()).toBeUndefined();
    expect(world.drain()).toEqual(["old0", "old1", "new2"]);
    expect([world.inbox.size, world.inbox.bytes]).toEqual([0, 0]);
  });

  test("that was refused drops what it held, counted and told", () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "old", 2);
    queue.hold();
    fill(queue, "new", 3);
    queue.discard();
    expect([queue.size, queue.dropped, queue.bytes]).toEqual([2, 3, 8]);
    world.macrotask();
    expect(world.told).toMatchObject([{ id: "a", dropped: 3, total: 3, why: "refused" }]);
    // The hold is over with that.
    queue.write("later", 2);
    expect(world.drain()).toEqual(["old0", "old1", "later"]);
  });

  test("that held nothing has nothing to tell", () => {
    const world = new World();
    const queue = world.open("a");
    queue.hold();
    queue.discard();
    queue.hold();
    queue.release();
    expect([queue.dropped, world.clock.pending]).toEqual([0, 0]);
  });

  test("is not paused, as it may wait for its next message; the limit holds", () => {
    const world = new World({ capacity: 2, limit: { messages: 4 }, overflow: "drop-newest" });
    const queue = world.open("a");
    queue.hold();
    expect(fill(queue, "a", 3)).toEqual(["ok", "ok", "ok"]);
    world.macrotask();
    expect(fill(queue, "a", 3, 3)).toEqual(["ok", "ok", "ok"]);
    expect([queue.size, queue.dropped]).toEqual([4, 2]);
    queue.release();
    expect(queue.write("a6", 1)).toBe("pause");
    expect(world.drain()).toEqual(names("a", 4));
  });

  test("that is refused lets go what was stopped", async () => {
    const world = new World({ capacity: 4, limit: { messages: 4 } });
    const queue = world.open("a");
    const resumes = resumesOf(queue);
    queue.hold();
    fill(queue, "a", 5);
    world.macrotask();
    expect(queue.write("a5", 1)).toBe("full");
    queue.discard();
    await world.clock.settle();
    expect([resumes.times, queue.isStopped]).toEqual([1, false]);
  });
});

describe("two links of one peer", () => {
  test("have gates of their own: what the second one is refused is not the first one's", () => {
    const world = new World();
    const { writer } = world.open("a");
    writer.write("old0", 1);
    const held = writer.hold(2);
    writer.write("new0", 2);
    writer.write("old1", 1);
    expect(world.drain()).toEqual(["old0", "old1"]);
    held.discard();
    writer.write("old2", 1);
    expect(world.drain()).toEqual(["old2"]);
    expect([writer.received, writer.dropped, writer.size]).toEqual([4, 1, 0]);
  });

  test("that are both held let go of their own, in the order of release", () => {
    const world = new World();
    const { writer } = world.open("a");
    const [first, second] = [writer.hold(1), writer.hold(2)];
    for (const [data, dial] of [
      ["a0", 1],
      ["b0", 2],
      ["a1", 1],
      ["b1", 2],
    ] as const)
      writer.write(data, dial);
    expect([second.take(), writer.size, world.inbox.size]).toEqual(["b0", 3, 3]);
    second.release();
    expect(world.drain()).toEqual(["b1"]);
    writer.write("b2", 2);
    first.release();
    first.release();
    first.discard();
    expect(world.drain()).toEqual(["b2", "a0", "a1"]);
  });

  test("lose the newest of what is held first, and the oldest of what can be read", () => {
    for (const [overflow, left] of [
      ["drop-newest", ["a0", "b0"]],
      ["drop-oldest", ["b0", "b1"]],
    ] as const) {
      const world = new World({ capacity: 1, limit: { messages: 2 }, overflow });
      const { writer } = world.open("a");
      writer.write("a0", 1);
      const held = writer.hold(2);
      for (const data of ["b0", "b1"]) writer.write(data, 2);
      world.macrotask();
      held.release();
      expect(world.drain()).toEqual(left);
    }
  });

  test("under views, what is let go stands behind what can be read", () => {
    const world = new World({ binary: "view" });
    const { writer } = world.open("a");
    writer.write("a0", 1);
    const held = writer.hold(2);
    writer.write("b0", 2);
    held.release();
    expect(world.drain()).toEqual(["a0", "b0"]);
  });
});

describe("a worker's own drops", () => {
  test("are counted as received, and told", () => {
    const world = new World();
    const queue = world.open("a");
    queue.drop(2, 20);
    queue.drop(1);
    queue.drop(0);
    expect([queue.received, queue.dropped, world.inbox.dropped, queue.size]).toEqual([3, 3, 3, 0]);
    expect(queue.bytesReceived).toBe(20);
    world.macrotask();
    expect(world.told).toEqual([
      { id: "a", dropped: 3, total: 3, why: "closing", policy: "disconnect" },
    ]);
    queue.drop(0);
    expect(world.clock.pending).toBe(0);
  });
});

describe("the end of a generation", () => {
  test("leaves what waits readable, with its peer", () => {
    const world = new World();
    const former = world.open("a");
    former.write("former", 1);
    former.end();
    world.open("a").write("next", 1);
    const [first, second] = [world.inbox.tryRead(), world.inbox.tryRead()];
    expect([first?.data, second?.data]).toEqual(["former", "next"]);
    expect(first?.peer).not.toBe(second?.peer);
  });

  test("ignores what comes later, counts it and tells it", () => {
    const world = new World();
    const queue = world.open("a");
    queue.end();
    expect(fill(queue, "a", 2)).toEqual(["full", "full"]);
    world.macrotask();
    expect(world.told).toMatchObject([{ dropped: 2, total: 2, why: "ended" }]);
    expect([queue.received, queue.dropped, world.inbox.size]).toEqual([2, 2, 0]);
    expect(world.taken).toBe(0);
  });

  test("tells at once what was not told yet", () => {
    const world = new World();
    const queue = world.open("a");
    queue.drop(2);
    queue.end();
    expect(world.told).toMatchObject([{ dropped: 2 }]);
    expect(world.clock.pending).toBe(0);
  });

  test("drops what its gate holds", () => {
    const world = new World();
    const queue = world.open("a");
    queue.hold();
    queue.write("a0", 1);
    queue.end();
    expect(world.told).toMatchObject([{ dropped: 1, why: "refused" }]);
    expect(world.inbox.size).toBe(0);
  });

  test("tells nobody to go on any more", async () => {
    const world = new World({ capacity: 64 });
    const queue = world.open("a");
    const resumes = resumesOf(queue);
    fill(queue, "a", 70);
    for (let at = 0; at < 60; at++) world.inbox.tryRead();
    queue.end();
    await read(world, 10);
    expect([resumes.times, queue.isStopped]).toEqual([0, false]);
  });
});

describe("the bytes of a queue", () => {
  test("are those of its messages, of binary ones by their views, whatever takes them out", async () => {
    const world = new World();
    const queue = world.open("a");
    const view = (): Uint8Array => new Uint8Array(new ArrayBuffer(100), 10, 5);
    for (const data of [view(), "abc", view(), "defg", "hi"]) queue.write(data, 1);
    expect([queue.bytes, world.inbox.bytes]).toEqual([19, 19]);
    world.inbox.tryRead();
    expect([queue.bytes, world.inbox.bytes]).toEqual([14, 14]);
    await world.inbox.batches({ max: 2 })[Symbol.asyncIterator]().next();
    expect([queue.bytes, world.inbox.bytes]).toEqual([6, 6]);
    queue.queue.dropNewest();
    expect(queue.bytes).toBe(4);
    queue.queue.dropOldest();
    expect([queue.bytes, queue.size]).toEqual([0, 0]);
  });

  test("are right of the bare buffers that a worker in JavaScript wrote", () => {
    const world = new World();
    const queue = world.open("a");
    const buffer = new ArrayBuffer(7) as unknown as Uint8Array;
    for (const data of [buffer, "abc", buffer, buffer]) queue.write(data, 1);
    expect([queue.bytes, queue.bytesReceived]).toEqual([24, 24]);
    world.inbox.tryRead();
    expect(queue.bytes).toBe(17);
  });
});
