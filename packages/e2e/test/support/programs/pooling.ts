// A program with one pool, for places of the network where the test is not: it tells all that the pool tells.
import { Pool, type PoolEvent, type PartialSessionOptions } from "skep";
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { job, say } from "./say.ts";

export interface PoolingJob {
  readonly urls: Readonly<Record<string, string>>;
  readonly session?: PartialSessionOptions;
  /** Milliseconds between two texts that it sends to all, numbers from 0 on. */
  readonly sends?: number;
  /** Bounds the close, for which a SIGTERM asks. */
  readonly timeout?: number;
}

const { urls, session = {}, sends, timeout } = job<PoolingJob>();
const pool = new Pool(session);
for (const type of POOL_EVENT_TYPES)
  pool.addEventListener(type, (event) => {
    const { id, at, dial, cause, code, retryIn } = event as unknown as PoolEvent & Facts;
    say({ told: { type, id, at, dial, cause, code, retryIn } });
  });
for (const [id, url] of Object.entries(urls)) pool.connect({ id, url });

let sent = 0;
const sending =
  sends === undefined
    ? undefined
    : setInterval(() => {
        const text = `${sent++}`;
        for (const peer of pool.peers()) peer.trySend(text);
      }, sends);

process.once("SIGTERM", () => void close());

for await (const { id, data, dial } of pool.inbox) say({ heard: { id, data, dial } });

async function close(): Promise<void> {
  clearInterval(sending);
  const from = performance.now();
  await pool.close(timeout === undefined ? {} : { timeout });
  say({ closed: performance.now() - from });
}

interface Facts {
  readonly cause?: unknown;
  readonly code?: number;
  readonly retryIn?: number;
}
