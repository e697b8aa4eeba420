// Reading the inbox: in order, in turn, by any number of readers, until it ends.

import { describe, expect, test } from "vitest";
import type { InboxMessage } from "../../src/inbox/message.ts";
import { fill, names, textOf, World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

describe("a message", () => {
  test("carries its peer, its link and the time of its burst", async () => {
    const world = new World();
    const queue = world.open("a");
    queue.write("one", 7);
    const bytes = new Uint8Array([1, 2, 3]);
    queue.write(bytes, 8);
    const [first, second] = [world.inbox.tryRead(), world.inbox.tryRead()];
    expect(first).toEqual({
      id: "a",
      peer: { id: "a" },
      data: "one",
      receivedAt: world.clock.wall(),
      dial: 7,
    });
    expect(second?.data).toBe(bytes);
    expect(second?.dial).toBe(8);
    expect(Object.keys(first ?? {})).toEqual(["id", "peer", "data", "receivedAt", "dial"]);
  });

  test("counts its length or its bytes while it waits", () => {
    const world = new World();
    const { inbox } = world;
    const queue = world.open("a");
    queue.write("four", 1);
    queue.write(new Uint8Array(6), 1);
    expect([inbox.size, inbox.bytes, queue.size, queue.bytes]).toEqual([2, 10, 2, 10]);
    inbox.tryRead();
    expect([inbox.size, inbox.bytes, queue.size, queue.bytes]).toEqual([1, 6, 1, 6]);
    inbox.tryRead();
    expect([inbox.size, inbox.bytes, queue.size, queue.bytes]).toEqual([0, 0, 0, 0]);
    expect([queue.received, queue.bytesReceived, queue.dropped]).toEqual([2, 10, 0]);
    expect(world.taken).toBe(2);
    expect(world.clock.pending).toBe(0);
  });

  test("whose buffer was detached while it waited leaves no bytes behind", () => {
    const world = new World();
    const { inbox } = world;
    const queue = world.open("a");
    const bytes = new Uint8Array(100);
    queue.write(bytes, 1);
    queue.write("x", 1);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    inbox.tryRead();
    inbox.tryRead();
    expect([inbox.size, inbox.bytes]).toEqual([0, 0]);
  });
});

describe("for await", () => {
  test("gives what was written before the first next()", async () => {
    const world = new World();
    fill(world.open("a"), "a", 3);
    expect(await take(world.inbox, 3)).toEqual(names("a", 3));
  });

  test("gives what is written while it waits, at once and in order", async () => {
    const world = new World();
    const queue = world.open("a");
    const read = take(world.inbox, 4);
    await world.clock.settle();
    expect(queue.write("a0", 1)).toBe("ok");
    // Handed over: it does not wait.
    expect([queue.size, world.inbox.size]).toEqual([0, 0]);
    fill(queue, "a", 3, 1);
    expect(await read).toEqual(names("a", 4));
    expect(world.taken).toBe(4);
  });

  test("goes on after a break where the former loop left", async () => {
    const world = new World();
    fill(world.open("a"), "a", 5);
    expect(await take(world.inbox, 2)).toEqual(["a0", "a1"]);
    expect(await take(world.inbox, 3)).toEqual(["a2", "a3", "a4"]);
  });

  test("whose body throws loses nothing but what it had in hand", async () => {
    const world = new World();
    fill(world.open("a"), "a", 3);
    const loop = async (): Promise<void> => {
      for await (const message of world.inbox) throw new Error(textOf(message));
    };
    await expect(loop()).rejects.toThrow("a0");
    expect(await take(world.inbox, 2)).toEqual(["a1", "a2"]);
  });

  test("shares the messages with another one, each going to one of the two", async () => {
    const world = new World();
    const queue = world.open("a");
    const read: string[][] = [[], []];
    const loops = read.map(async (mine) => {
      for await (const message of world.inbox) mine.push(textOf(message));
    });
    await world.clock.settle();
    fill(queue, "a", 500);
    await world.clock.settle();
    fill(queue, "a", 500, 500);
    world.inbox.end();
    await Promise.all(loops);
    expect(read.flat().toSorted()).toEqual(names("a", 1_000).toSorted());
    for (const mine of read) {
      expect(mine.length).toBeGreaterThan(0);
      expect(mine).toEqual(mine.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
    }
  });

  test("takes a burst of 20,000 tiny messages without a loss", async () => {
    const world = new World({ capacity: 10, limit: { messages: 10, bytes: 1_000_000 } });
    const queue = world.open("a");
    const read = take(world.inbox, 20_000);
    await world.clock.settle();
    for (let at = 0; at < 20_000; at++) queue.write("x", 1);
    expect(await read).toHaveLength(20_000);
    world.macrotask();
    expect([queue.dropped, world.inbox.size, world.clock.pending]).toEqual([0, 0, 0]);
  });
});

describe("turns", () => {
  test("are of eight messages, so that a flood delays nobody for long", () => {
    const world = new World();
    const [flood, quiet] = [world.open("f"), world.open("q")];
    fill(flood, "f", 100);
    fill(quiet, "q", 2);
    const read = world.drain();
    expect(read.indexOf("q0")).toBe(8);
    expect(read.indexOf("q1")).toBe(9);
    expect(read.filter((text) => text.startsWith("f"))).toEqual(names("f", 100));
  });

  test("go round: each busy peer is heard in any window of eight messages a peer", () => {
    const world = new World();
    const peers = 12;
    for (let peer = 0; peer < peers; peer++) fill(world.open(String(peer)), "x", 40 + peer);
    const order: string[] = [];
    for (let next = world.inbox.tryRead(); next; next = world.inbox.tryRead()) order.push(next.id);
    const window = 8 * peers;
    // All are busy until the first has nothing left.
    for (let from = 0; from + window <= 40 * peers; from++)
      expect(new Set(order.slice(from, from + window)).size).toBe(peers);
  });

  test("end early for a peer whose queue is drained", () => {
    const world = new World();
    const [a, b] = [world.open("a"), world.open("b")];
    fill(a, "a", 3);
    fill(b, "b", 10);
    fill(a, "a", 1, 3);
    const read = world.drain();
    expect(read).toEqual([...names("a", 4), ...names("b", 10)]);
    fill(b, "b", 9);
    fill(a, "a", 1);
    // The new turn is a whole one.
    expect(world.drain()).toEqual([...names("b", 8), "a0", "b8"]);
  });
});

describe("batches()", () => {
  test("hands over what one peer has waiting, then what the next one has", async () => {
    const world = new World();
    fill(world.open("a"), "a", 20);
    fill(world.open("b"), "b", 3);
    expect(await takeBatches(world.inbox.batches(), 2)).toEqual([names("a", 20), names("b", 3)]);
  });

  test("holds a whole burst, although the reader waited", async () => {
    const world = new World();
    const queue = world.open("a");
    const read = takeBatches(world.inbox.batches(), 1);
    await world.clock.settle();
    fill(queue, "a", 1_000);
    expect(await read).toEqual([names("a", 1_000)]);
    expect([world.inbox.size, world.inbox.bytes]).toEqual([0, 0]);
  });

  test("takes no more than max, and peers in turn", async () => {
    const world = new World();
    fill(world.open("a"), "a", 5);
    fill(world.open("b"), "b", 2);
    expect(await takeBatches(world.inbox.batches({ max: 2 }), 4)).toEqual([
      ["a0", "a1"],
      ["b0", "b1"],
      ["a2", "a3"],
      ["a4"],
    ]);
    expect(world.inbox.bytes).toBe(0);
  });

  test("goes on where single reads and a former loop left", async () => {
    const world = new World();
    fill(world.open("a"), "a", 6);
    const batches = world.inbox.batches({ max: 2 });
    world.inbox.tryRead();
    expect(await takeBatches(batches, 1)).toEqual([["a1", "a2"]]);
    expect(await takeBatches(batches, 1)).toEqual([["a3", "a4"]]);
    expect(await takeBatches(world.inbox.batches({ max: Infinity }), 1)).toEqual([["a5"]]);
  });

  test("hands over an array that is the reader's own", async () => {
    const world = new World();
    const queue = world.open("a");
    fill(queue, "a", 2);
    const [batch] = await collect(world.inbox.batches(), 1);
    (batch as InboxMessage[]).length = 0;
    fill(queue, "a", 2, 2);
    expect(world.drain()).toEqual(["a2", "a3"]);
  });

  test("refuses a max that is no whole number from 1", () => {
    const { inbox } = new World();
    for (const max of [0, -1, 1.5, NaN, "2", null])
      expect(() => inbox.batches({ max: max as number })).toThrow(
        said("max must be a whole number from 1 to Infinity"),
      );
  });
});

describe("tryRead()", () => {
  test("gives nothing where nothing waits, also after the end", () => {
    const { inbox } = new World();
    expect(inbox.tryRead()).toBeUndefined();
    inbox.end();
    expect(inbox.tryRead()).toBeUndefined();
  });
});

describe("the end", () => {
  test("comes after what waits, and then for ever", async () => {
    const world = new World();
    fill(world.open("a"), "a", 2);
    world.inbox.end();
    const reader = world.inbox[Symbol.asyncIterator]();
    expect((await reader.next()).value?.data).toBe("a0");
    expect((await reader.next()).value?.data).toBe("a1");
    expect(await reader.next()).toEqual({ value: undefined, done: true });
    expect(await reader.next()).toEqual({ value: undefined, done: true });
    expect(await takeBatches(world.inbox.batches(), 1)).toEqual([]);
  });

  test("settles every next() that waits", async () => {
    const world = new World();
    const reader = world.inbox[Symbol.asyncIterator]();
    const waiting = [
      reader.next(),
      reader.next(),
      world.inbox.batches()[Symbol.asyncIterator]().next(),
    ];
    world.inbox.end();
    for (const result of await Promise.all(waiting)) expect(result.done).toBe(true);
  });

  test("in the tick of a message gives that to who waits, and done to the others", async () => {
    const world = new World();
    const batch = world.inbox.batches()[Symbol.asyncIterator]().next();
    const next = world.inbox[Symbol.asyncIterator]().next();
    fill(world.open("a"), "a", 2);
    world.inbox.end();
    expect((await batch).value?.map(textOf)).toEqual(["a0", "a1"]);
    expect(await next).toEqual({ value: undefined, done: true });
  });

  test("lets nothing in, counts it and tells it at once, without a timer, and ends no link", () => {
    const world = new World();
    const [early, idle] = [world.open("a"), world.open("b")];
    early.write("a0", 1);
    world.inbox.end();
    world.inbox.end();
    for (const queue of [early, idle, world.open("c")]) expect(queue.write("late", 1)).toBe("ok");
    expect(world.told.map(({ id, dropped, why }) => [id, dropped, why])).toEqual([
      ["a", 1, "ended"],
      ["b", 1, "ended"],
      ["c", 1, "ended"],
    ]);
    expect([world.inbox.dropped, world.taken, world.clock.pending]).toEqual([3, 1, 0]);
    expect(world.drain()).toEqual(["a0"]);
  });

  test("drops what a gate still holds: nobody will ever let it pass", async () => {
    const world = new World();
    const queue = world.open("a");
    queue.hold();
    fill(queue, "a", 2);
    const next = world.inbox[Symbol.asyncIterator]().next();
    world.inbox.end();
    expect((await next).done).toBe(true);
    expect(world.told).toMatchObject([{ id: "a", dropped: 2, total: 2, why: "refused" }]);
    expect(world.inbox.size).toBe(0);
  });
});

async function collect<T>(from: AsyncIterable<T>, count: number): Promise<T[]> {
  const read: T[] = [];
  for await (const one of from) {
    read.push(one);
    if (read.length === count) break;
  }
  return read;
}

async function take(from: AsyncIterable<InboxMessage>, count: number): Promise<string[]> {
  return (await collect(from, count)).map(textOf);
}

async function takeBatches(
  from: AsyncIterable<readonly InboxMessage[]>,
  count: number,
): Promise<string[][]> {
  return (await collect(from, count)).map((batch) => batch.map(textOf));
}
