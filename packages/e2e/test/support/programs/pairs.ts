// A program that connects to one URL and removes it again, over and over, and tells what that left behind.
import { Pool } from "skep";
import type { PairsJob } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, pairs } = job<PairsJob>();

await hunt(async ({ heap, signal, transport }) => {
  const pool = new Pool({ transport, signal, dialing: { perSecond: 1_000_000 } });
  for (let pair = 0; pair < pairs; pair++) {
    const peer = pool.connect({ url, signal });
    // Some are removed while they are dialled, some with a message on its way.
    if (pair % 4 !== 0) await peer.whenConnected({ signal });
    if (pair % 4 === 2) peer.trySend("hello");
    await pool.remove(url);
    // After as many of each kind.
    if (pair % 40 === 0) await heap.sample(pair);
  }
  return { pool, count: pool.stats().dials };
});
