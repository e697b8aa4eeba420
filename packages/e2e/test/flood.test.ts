// More than anybody reads: bursts, floods, and readers that are slow, absent, greedy or gone.
import { describe, expect } from "vitest";
import type { RawLink } from "./support/raw.ts";
import { frame } from "./support/raw.ts";
import { type ReaderEnd, type ReaderJob, resultOf, startReader } from "./support/reader-job.ts";
import { eventually, sleep, type Stage, test } from "./support/stage.ts";
import type { PoolOptions } from "skep";

const MIB = 1 << 20;
const BURST = 20_000;

/** Texts that are the numbers from 0 on. */
const numbers = (count: number, from: number = 0): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => frame(0x1, Buffer.from(`${from + i}`))));

/** A connected pool of one raw peer, in this process. */
async function connected(stage: Stage, options?: PoolOptions) {
  const server = await stage.raw();
  const url = server.url({ kind: "accept" });
  const watched = stage.pool(options);
  const peer = watched.pool.connect({ id: "flood", url });
  await peer.connected();
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
