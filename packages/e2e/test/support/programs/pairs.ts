// A program that connects to one URL and removes it again, over and over, and tells what that left behind.
import { getEventListeners } from "node:events";
import { Pool } from "skep";
import type { LeakResult } from "../leak.ts";
import { Heap } from "./heap.ts";
import { leftSince } from "./resources.ts";
import { job, say } from "./say.ts";

const { url, pairs } = job<{ url: string; pairs: number }>();
const before = process.getActiveResourcesInfo();
const { signal } = new AbortController();
const pool = new Pool({ signal, dialing: { perSecond: 1_000_000 } });
const heap = new Heap();

for (let pair = 0; pair < pairs; pair++) {
  const peer = pool.connect({ url, signal });
  // Some are removed while they are dialled, some with a message on its way.
  if (pair % 4 !== 0) await peer.connected({ signal });
  if (pair % 4 === 2) peer.trySend("hello");
  await pool.remove(url);
  if (pair % (pairs / 20) === 0) await heap.sample(pair);
}

const { dials } = pool.stats();
const between = getEventListeners(signal, "abort").length;
await pool.close();
const result: LeakResult = {
  dials,
  slope: heap.slope,
  listeners: [between, getEventListeners(signal, "abort").length],
  resources: await leftSince(before),
  heap: heap.history,
};
say({ result });
