// A program in which sends and `whenConnected()` wait and are aborted, thousands of them; it tells what they left behind.
import { setTimeout as sleep } from "node:timers/promises";
import { type Peer, Pool } from "skep";
import type { WaitsJob } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, rounds, waits } = job<WaitsJob>();

const LARGE = new Uint8Array(1 << 13);

/** How what was waited for came out. */
const also = { aborted: 0, closed: 0, fulfilled: 0, other: 0 };

async function count(wait: Promise<void>): Promise<void> {
  try {
    await wait;
    also.fulfilled++;
  } catch (error) {
    also[outcomeOf(error as Error)]++;
  }
}

function outcomeOf({ name }: Error): "aborted" | "closed" | "other" {
  if (name === "AbortError") return "aborted";
  return name === "ConnectionClosedError" ? "closed" : "other";
}

/** Waits, each with a signal of its own or all with one, that are aborted when all of them wait. */
async function abortAll(wait: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const shared = new AbortController();
  const controllers = Array.from({ length: waits }, (_, at) =>
    at % 2 === 0 ? new AbortController() : shared,
  );
  const all = controllers.map(({ signal }) => count(wait(signal)));
  await sleep(1);
  for (const controller of controllers) controller.abort();
  await Promise.all(all);
}

/** Until neither the socket nor the system takes more. */
async function fill(peer: Peer): Promise<void> {
  for (let refusals = 0; refusals < 3; refusals++) {
    while (peer.trySend(LARGE)) refusals = 0;
    await sleep(5);
  }
}

await hunt(async ({ heap, signal, transport }) => {
  const pool = new Pool({
    transport,
    signal,
    sendBuffer: { bytes: LARGE.length },
    retry: { initialDelay: 0, minDelay: 0 },
  });
  const deaf = pool.connect({ id: "deaf", url: `${url}deaf`, signal });
  const calm = pool.connect({ id: "calm", url, signal });
  // Its provider never answers.
  const away = pool.connect({ id: "away", url: () => new Promise<never>(() => {}), signal });
  const all = (wait: () => Promise<void>): Promise<void>[] =>
    Array.from({ length: waits }, () => count(wait()));

  for (let round = 1; round <= rounds; round++) {
    await Promise.all([deaf.whenConnected({ signal }), calm.whenConnected({ signal })]);
    await fill(deaf);
    await abortAll((lives) => deaf.send("Do you hear me?", { signal: lives }));
    await abortAll((lives) => away.whenConnected({ signal: lives }));
    // What ends otherwise leaves nothing on a signal that goes on, either.
    await Promise.all(all(() => calm.send(LARGE, { signal })));
    await Promise.all(all(() => calm.whenConnected({ signal })));
    const unheard = all(() => deaf.send("And now?", { signal }));
    deaf.redial();
    await Promise.all(unheard);
    await deaf.whenConnected({ signal });
    await heap.sample(round * waits * 5);
  }
  const waiting = pool.stats().peers.reduce((sum, { waitingSends }) => sum + waitingSends, 0);
  return { pool, count: rounds * waits * 5, also: { ...also, waiting } };
});
