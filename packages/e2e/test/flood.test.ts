// More than anybody reads: bursts, floods, and readers that are slow, absent, greedy or gone.
import type { Pool, PoolOptions } from "skep";
import { describe, expect } from "vitest";
import { flood } from "./support/foe.ts";
import { frame, type RawLink } from "@skep/conformance";
import { type ReaderEnd, type ReaderJob, resultOf, startReader } from "./support/reader-job.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";

const MIB = 1 << 20;
const BURST = 20_000;

/** Texts that are the numbers from 0 on. */
const numbers = (count: number, from: number = 0): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => frame(0x1, Buffer.from(`${from + i}`))));

const repeated = (bytes: Buffer, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

/** A connected pool of one raw peer, in this process. */
async function connected(stage: Stage, options?: PoolOptions) {
  const server = await stage.raw();
  const url = server.url({ kind: "accept" });
  const watched = stage.pool(options);
  const peer = watched.pool.connect({ id: "flood", url });
  await peer.whenConnected();
  return { watched, pool: watched.pool, peer, link: (await server.link(url)) as RawLink };
}

/** The same in a process of its own. */
async function elsewhere(stage: Stage, job: Omit<ReaderJob, "urls">) {
  const server = await stage.raw();
  const url = server.url({ kind: "accept" });
  const reader = await startReader(stage, { ...job, urls: [url] });
  await reader.said("connected");
  return { reader, link: (await server.link(url)) as RawLink };
}

describe("20,000 tiny messages in one gulp", () => {
  test("reach a reader that waits, in order and all", async ({ stage }) => {
    const { pool, link } = await connected(stage);
    void link.write(numbers(BURST));
    let next = 0;
    for await (const { data } of pool.inbox) {
      if (data !== `${next++}`) expect.fail(`${String(data)} came as number ${next - 1}.`);
      if (next === BURST) break;
    }
    expect(pool.inbox).toMatchObject({ size: 0, bytes: 0, dropped: 0 });
  });

  test("reach a reader in batches, in order and all", async ({ stage }) => {
    const { pool, link } = await connected(stage);
    void link.write(numbers(BURST));
    const read: string[] = [];
    for await (const batch of pool.inbox.batches()) {
      for (const { data } of batch) read.push(data as string);
      if (read.length >= BURST) break;
    }
    expect(read).toEqual(Array.from({ length: BURST }, (_, i) => `${i}`));
    expect(pool.inbox.dropped).toBe(0);
  });

  test("reach a reader that sleeps first, and then now and again", async ({ stage }) => {
    const { pool, peer, link } = await connected(stage);
    void link.write(numbers(BURST));
    await eventually(() => peer.stats().connection?.paused === true);
    await sleep(300);
    expect(pool.inbox.size).toBeLessThan(BURST);
    expect(pool.inbox.size).toBe(peer.stats().received);
    let next = 0;
    for await (const { data } of pool.inbox) {
      if (data !== `${next++}`) expect.fail(`${String(data)} came as number ${next - 1}.`);
      if (next % 2_000 === 0) await sleep(20);
      if (next === BURST) break;
    }
    expect(pool.inbox.dropped).toBe(0);
    await eventually(() => peer.stats().connection?.paused === false);
  });
});

test("large messages wait in their sockets, too, while a reader sleeps", async ({ stage }) => {
  const { watched, pool, link } = await connected(stage);
  const jar = Buffer.alloc(400_000);
  const sending = (async () => {
    for (let i = 0; i < 100; i++) await link.write(frame(0x2, jar.fill(i)));
  })();
  await sleep(500);
  expect(watched.types("flood")).toEqual(["connected"]);
  let next = 0;
  for await (const { data } of pool.inbox) {
    expect((data as Uint8Array)[0]).toBe(next++);
    if (next === 100) break;
  }
  await sending;
  expect(watched.types("flood")).toEqual(["connected"]);
});

describe("a reader that never reads", () => {
  test("is offered more without end: the link is paused, and after maxPause the oldest go", async ({
    stage,
  }) => {
    const { reader, link } = await elsewhere(stage, {
      read: "nothing",
      pool: { inbox: { maxPause: 1_000 } },
    });
    const offering = flood(link, repeated(frame(0x2, Buffer.alloc(1_000)), 100), 3_000);
    await reader.said("paused");
    const from = performance.now();
    await reader.said("warning");
    expect(performance.now() - from).toBeGreaterThan(900);
    expect(await reader.said<ReaderEnd>("overflow")).toEqual({ state: "connected" });
    await offering;
    const { grown, inbox, peer } = await resultOf(reader);
    expect(peer.state).toBe("connected");
    // Above its share by one read of the socket, and not at the limit.
    expect(inbox.size).toBeLessThan(1_024 + 200);
    expect(inbox.size).toBe(peer.received - inbox.dropped);
    expect(inbox.dropped).toBeGreaterThan(0);
    expect(grown).toBeLessThan(64 * MIB);
  });

  test("is given 200 MB that it may drop, and drops all but what it may hold", async ({
    stage,
  }) => {
    const inbox = { limit: { messages: 32_768, bytes: 4 * MIB }, maxPause: 100 };
    const { reader, link } = await elsewhere(stage, {
      read: "nothing",
      pool: { inbox: { ...inbox, overflow: "drop-oldest" } },
    });
    const honey = repeated(frame(0x2, Buffer.alloc(1_000)), 1_000);
    for (let i = 0; i < 200; i++) await link.write(honey);
    await link.write(frame(0x8, Buffer.alloc(0)));
    await reader.said("disconnected");
    const { grown, inbox: left, peer } = await resultOf(reader);
    expect(peer.received).toBe(200_000);
    expect(left.size + left.dropped).toBe(200_000);
    expect(left.bytes).toBeLessThanOrEqual(4 * MIB);
    expect(left.bytes).toBeGreaterThan(3 * MIB);
    expect(grown).toBeLessThan(64 * MIB);
  });

  test.for([
    ["drop-oldest", 49_000],
    ["drop-newest", 0],
  ] as const)("keeps 1,000 messages with %s, and is told of all others", async (row, { stage }) => {
    const [overflow, first] = row;
    const inbox = { capacity: 64, limit: { messages: 1_000 }, overflow, maxPause: 50 };
    const { watched, pool, peer, link } = await connected(stage, { inbox });
    await link.write(numbers(50_000));
    await eventually(() => peer.stats().received === 50_000);
    await pool.close();
    const read: unknown[] = [];
    for await (const { data } of pool.inbox) read.push(data);
    expect(read).toEqual(Array.from({ length: 1_000 }, (_, i) => `${first + i}`));
    const told = watched.of("overflow").reduce((sum, { dropped }) => sum + dropped, 0);
    expect(told).toBe(49_000);
    expect(watched.of("overflow").at(-1)).toMatchObject({ total: 49_000, why: "overflow" });
    expect(pool.stats()).toMatchObject({ received: 50_000, dropped: 49_000 });
    expect(watched.of("disconnected")).toHaveLength(1);
  });

  test("loses a link whose burst alone is beyond the limit, and gets it back when it reads", async ({
    stage,
  }) => {
    const inbox = { capacity: 64, limit: { messages: 1_000 } };
    const { watched, pool, peer, link } = await connected(stage, { inbox });
    // One that only sends, and never tries to read, would keep it.
    pool.inbox.tryRead();
    await link.write(numbers(50_000));
    expect(await watched.until("disconnected")).toMatchObject({
      cause: { kind: "overflow" },
      retryIn: undefined,
    });
    await sleep(200);
    expect(peer.state).toBe("waiting");
    const read = drain(pool);
    expect(read).toEqual(Array.from(read, (_, i) => `${i}`));
    expect(read.length + pool.inbox.dropped).toBe(peer.stats().received);
    await peer.whenConnected();
  });
});

describe("a reader under flood", () => {
  test("may answer each message in the same loop", async ({ stage }) => {
    const { server, url } = await stage.echo();
    const payload = Buffer.alloc(16_384, 7);
    let echoed = 0;
    server.removeAllListeners("connection");
    server.on("connection", (socket) => {
      for (let i = 0; i < 2_000; i++) socket.send(payload);
      socket.on("message", (data: Buffer) => (echoed += data.equals(payload) ? 1 : 0));
    });
    const { pool } = stage.pool();
    pool.connect(url);
    let read = 0;
    for await (const { peer, data } of pool.inbox) {
      await peer.send(data);
      if (++read === 2_000) break;
    }
    await eventually(() => echoed === 2_000);
    expect(pool.inbox.dropped).toBe(0);
    expect(pool.stats()).toMatchObject({ received: 2_000, sent: 2_000 });
  });

  test("may throw: its loop ends, and another one goes on behind it", async ({ stage }) => {
    const { pool, link } = await connected(stage);
    void link.write(numbers(BURST));
    const failing = async (): Promise<void> => {
      for await (const { data } of pool.inbox) if (data === "99") throw new Error("Too sweet.");
    };
    await expect(failing()).rejects.toThrow("Too sweet.");
    expect(await readFrom(pool, 100)).toBe(BURST - 100);
  });

  test("may break, and begin again where it was", async ({ stage }) => {
    const { pool, link } = await connected(stage);
    void link.write(numbers(BURST));
    for await (const { data } of pool.inbox) if (data === "99") break;
    for await (const batch of pool.inbox.batches({ max: 50 }))
      if (batch.at(-1)?.data === "149") break;
    expect(await readFrom(pool, 150)).toBe(BURST - 150);
  });

  test("may close the pool inside of its loop, which ends then", async ({ stage }) => {
    const { watched, pool, peer, link } = await connected(stage);
    void link.write(numbers(BURST));
    let read = 0;
    for await (const { data } of pool.inbox) {
      if (data !== `${read++}`) expect.fail(`${String(data)} came as number ${read - 1}.`);
      if (read === 100) await pool.close();
    }
    expect(read).toBeGreaterThanOrEqual(100);
    const { received, dropped } = peer.stats();
    expect(read + dropped).toBe(received);
    expect(dropped).toBe(watched.of("overflow").reduce((sum, told) => sum + told.dropped, 0));
    expect(watched.types("flood").filter((type) => type !== "overflow")).toEqual([
      "connected",
      "disconnected",
    ]);
  });

  test("may leave a hundred calls of next() open, which are served in order", async ({ stage }) => {
    const { pool, link } = await connected(stage);
    const reader = pool.inbox[Symbol.asyncIterator]();
    const open = Array.from({ length: 100 }, () => reader.next());
    await link.write(numbers(BURST));
    const served = await Promise.all(open);
    expect(served.map(({ value }) => value?.data)).toEqual(
      Array.from({ length: 100 }, (_, i) => `${i}`),
    );
    expect(await readFrom(pool, 100)).toBe(BURST - 100);
  });
});

test("a peer that reads nothing is offered no more than sendBuffer, and no longer than writeTimeout", async ({
  stage,
}) => {
  const { server, url } = await stage.echo();
  server.on("connection", (socket) => socket.pause());
  const sendBuffer = { bytes: 65_536, sends: 4 };
  const { pool } = stage.pool({ sendBuffer, writeTimeout: 300 });
  const peer = pool.connect(url);
  await peer.whenConnected();
  const jar = new Uint8Array(65_536);
  const from = performance.now();
  const sends = Array.from({ length: 300 }, () => peer.send(jar));
  expect(peer.stats().waitingSends).toBe(4);
  expect(peer.trySend(jar)).toBe(false);
  const ends = await Promise.allSettled(sends);
  const codes = ends.flatMap((end) => (end.status === "rejected" ? [String(end.reason.code)] : []));
  expect(codes.filter((code) => code === "ERR_WRITE_TIMEOUT")).toHaveLength(4);
  expect(new Set(codes)).toEqual(new Set(["ERR_WRITE_TIMEOUT", "ERR_BACKPRESSURE"]));
  expect(performance.now() - from).toBeGreaterThan(290);
  expect(performance.now() - from).toBeLessThan(1_000);
  expect(peer.stats()).toMatchObject({ state: "connected", sent: 300 - codes.length });
  expect(peer.stats().connection?.bufferedAmount).toBeLessThan(3 * 65_536);
});

/** Reads the numbers from `first` to the end of the burst, and says how many they were. */
async function readFrom(pool: Pool, first: number): Promise<number> {
  let next = first;
  for await (const { data } of pool.inbox) {
    if (data !== `${next++}`) expect.fail(`${String(data)} came as number ${next - 1}.`);
    if (next === BURST) break;
  }
  expect(pool.inbox.dropped).toBe(0);
  return next - first;
}

/** All that waits. */
function drain(pool: Pool): unknown[] {
  const read: unknown[] = [];
  for (let m = pool.inbox.tryRead(); m !== undefined; m = pool.inbox.tryRead()) read.push(m.data);
  return read;
}
