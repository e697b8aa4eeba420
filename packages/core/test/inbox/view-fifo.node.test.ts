// What waits as views: held memory stays near what is counted, and nothing of a message changes.

import { describe, expect, test } from "vitest";

import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { DATA_FORMAT } from "../../src/connection/data-format.ts";
import { ViewFifo } from "../../src/inbox/view-fifo.ts";
import { fill, World, type WorldPeer } from "./support/world.ts";

const MESSAGES = 100_000;

const views = (binary: "own" | "view" = "view"): [World, WorldPeer] => {
  const world = new World({ binary, capacity: MESSAGES, limit: { messages: MESSAGES } });
  return [world, world.open("a")];
};

/** Messages of that length out of one read of a socket, which brought other bytes too; each read is a burst. */
async function read(queue: WorldPeer, length: number, count: number, others = 0): Promise<void> {
  const buffer = new Uint8Array(others + length * count);
  for (let at = 0; at < count; at++)
    queue.write(buffer.subarray(at * length, (at + 1) * length).fill(at), 1);
  await Promise.resolve();
}

function drain({ inbox }: World): Uint8Array[] {
  const all: Uint8Array[] = [];
  for (let next = inbox.tryRead(); next !== undefined; next = inbox.tryRead())
    all.push(next.data as Uint8Array);
  return all;
}

/** Bytes of the buffers that these are in. */
const held = (all: readonly Uint8Array[]): number =>
  [...new Set(all.map(({ buffer }) => buffer))].reduce(
    (sum, { byteLength }) => sum + byteLength,
    0,
  );

describe("views that wait", () => {
  test("held a read of 64 KiB for each byte: each becomes its own", async () => {
    const [world, queue] = views();
    for (let at = 0; at < 1_000; at++) await read(queue, 1, 1, 65_535);
    const { bytes } = world.inbox;
    const all = drain(world);
    expect([bytes, all.length]).toEqual([1_000, 1_000]);
    expect(held(all)).toBeLessThan(3 * 1_000 + 4_096 + 2 * 65_536);
  });

  test("stay views where they fill their buffers", async () => {
    const [world, queue] = views();
    for (let at = 0; at < 50; at++) await read(queue, 64, 1_000, 2_000);
    const all = drain(world);
    expect(new Set(all.map(({ buffer }) => buffer)).size).toBe(50);
  });

  test("are compacted also among texts, and behind large ones that were read", async () => {
    const [world, queue] = views();
    await read(queue, 1_000_000, 1);
    fill(queue, "t", 2);
    for (let at = 0; at < 100; at++) {
      await read(queue, 1, 2, 10_000);
      queue.write("text", 1);
    }
    expect(world.inbox.tryRead()?.data).toHaveLength(1_000_000);
    for (let at = 0; at < 200; at++) await read(queue, 1, 1, 10_000);
    const all = drain(world).filter((data) => typeof data !== "string");
    expect(all).toHaveLength(400);
    expect(held(all)).toBeLessThan(50_000);
  });

  test("were written into the run that a read had begun, and held a read of 64 KiB each", async () => {
    const [world, queue] = views();
    await read(queue, 1, 3, 65_533);
    world.inbox.tryRead();
    for (let at = 0; at < 900; at++) await read(queue, 1, 1, 65_535);
    expect(held(drain(world))).toBeLessThan(2 * 902 + 2 * 65_536);
  });

  test("keep their bytes, their order and their kind", async () => {
    const [world, queue] = views();
    const given: Uint8Array[] = [];
    for (let at = 0; at < 100; at++) {
      const data = Buffer.alloc(5_000, `${at} `).subarray(0, 3);
      given.push(data);
      queue.write(data, 1);
      await Promise.resolve();
    }
    const all = drain(world);
    expect(all.map(String)).toEqual(given.map(String));
    expect(all.every((data) => Buffer.isBuffer(data))).toBe(true);
    expect(all[0]?.buffer.byteLength).toBe(3);
  });

  test("may be detached by somebody, or come as a bare buffer", async () => {
    const [world, queue] = views();
    const shared = new Uint8Array(5_000);
    queue.write(shared.subarray(0, 1), 1);
    structuredClone(shared.buffer, { transfer: [shared.buffer] });
    queue.write(new ArrayBuffer(7) as never, 1);
    for (let at = 0; at < 5; at++) await read(queue, 1, 1, 5_000);
    expect(drain(world).map(({ byteLength }) => byteLength)).toEqual([0, 7, 1, 1, 1, 1, 1]);
  });

  test("are compacted also where older ones were dropped from behind", () => {
    const fifo = new ViewFifo(DATA_FORMAT);
    const burst = (number: number, count: number): void => {
      for (let at = 0; at < count; at++) {
        fifo.enter(number);
        fifo.push(new Uint8Array(5_000).subarray(0, 1));
      }
    };
    burst(1, 4);
    burst(2, 1);
    fifo.popMany(3);
    burst(2, 2);
    burst(3, 1);
    const all = fifo.shiftMany(5) as Uint8Array[];
    expect(all.map(({ buffer }) => buffer.byteLength)).toEqual([1, 1, 1, 1, 5_000]);
  });

  test("are left alone where bytes are the reader's own", async () => {
    const [world, queue] = views("own");
    for (let at = 0; at < 10; at++) await read(queue, 1, 1, 5_000);
    expect(held(drain(world))).toBe(10 * 5_001);
  });

  test("of any lengths in reads of any lengths, read at any time, hold no more than three times what they count", async () => {
    const random = new SeededRandom(7);
    for (let round = 0; round < 200; round++) {
      const [world, queue] = views();
      const largest = random.pick([100, 5_000, 70_000]);
      let most = 0;
      let count = 0;
      for (let at = 0; at < 60; at++) {
        const others = random.int(largest);
        const length = 1 + random.int(random.pick([3, 100, 2_000]));
        await read(queue, length, 1 + random.int(20), others);
        if (random.chance(0.3))
          for (let left = random.int(40); left > 0; left--) world.inbox.tryRead();
        most = Math.max(most, others + 20 * length);
        count = Math.max(count, world.inbox.bytes);
      }
      expect(held(drain(world))).toBeLessThanOrEqual(3 * count + 4_096 + 2 * most);
    }
  });
});
