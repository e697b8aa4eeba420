// What was read, or has ended, is not held by the inbox: seen by the garbage collector.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeAll, expect, test } from "vitest";

import type { Peer } from "../../src/peer.ts";
import { fill, World, WorldPeer } from "./support/world.ts";

let collect: () => void;

beforeAll(() => {
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
});

/** How many of these are still held by somebody. */
async function held(refs: readonly WeakRef<object>[]): Promise<number> {
  let left = refs.length;
  // A reference that was looked at lives until the end of its macrotask, or longer on the stack or in a busy collector.
  for (let round = 0; round < 50 && left > 0; round++) {
    await new Promise(setImmediate);
    collect();
    left = refs.filter((ref) => ref.deref() !== undefined).length;
  }
  return left;
}

function readOne({ inbox }: World): WeakRef<object> {
  return new WeakRef(inbox.tryRead() as object);
}

async function readBatch({ inbox }: World, max: number): Promise<WeakRef<object>[]> {
  for await (const batch of inbox.batches({ max })) return batch.map((one) => new WeakRef(one));
  return [];
}

test("messages read one by one, while others wait behind them", async () => {
  const world = new World();
  fill(world.open("a"), "a", 100);
  const read = Array.from({ length: 60 }, () => readOne(world));
  expect(await held(read)).toBe(0);
  expect(world.inbox.size).toBe(40);
});

test("messages read in batches, while others wait behind them", async () => {
  const world = new World();
  fill(world.open("a"), "a", 100);
  expect(await held(await readBatch(world, 60))).toBe(0);
  expect(world.inbox.size).toBe(40);
});

test("the last message, and the last batch", async () => {
  const world = new World();
  const queue = world.open("a");
  fill(queue, "a", 3);
  const read = Array.from({ length: 3 }, () => readOne(world));
  fill(queue, "a", 3);
  read.push(...(await readBatch(world, Infinity)));
  expect(await held(read)).toBe(0);
  expect(queue.size).toBe(0);
});

test("messages that were dropped", async () => {
  const world = new World({ capacity: 1, limit: { messages: 50 }, overflow: "drop-oldest" });
  const queue = world.open("a");
  const refs = Array.from({ length: 100 }, (_, at) => {
    const data = new Uint8Array([at]);
    queue.write(data, 1);
    return new WeakRef(data);
  });
  world.macrotask();
  expect(await held(refs)).toBe(50);
  expect(queue.size).toBe(50);
});

test("queues that have ended and were read, and their peers, after an overflow among others that go on", async () => {
  const world = new World({ capacity: 10, limit: { messages: 100 } });
  const staying = Array.from({ length: 3 }, (_, at) => world.open(`stays ${at}`));
  const ended = endSome(world, staying);
  await world.clock.settle();
  for (const queue of staying) queue.write("more", 1);
  expect(await held(ended)).toBe(0);
  expect(staying.map(({ size }) => size)).toEqual([1, 1, 1]);
});

function endSome(world: World, staying: readonly WorldPeer[]): WeakRef<object>[] {
  const peers = Array.from({ length: 3 }, (_, at) => ({ id: `ends ${at}` }) as Peer);
  const ended = peers.map((peer) => new WorldPeer(world.inbox.open(peer, world.host)));
  for (const queue of [...ended, ...staying]) fill(queue, "x", 40);
  world.macrotask();
  for (const queue of [...ended, ...staying]) queue.write("full", 1);
  for (const queue of ended) queue.end();
  world.drain();
  world.clock.advance(5_000);
  return [...ended.map(({ queue }) => queue), ...peers].map((gone) => new WeakRef(gone));
}
