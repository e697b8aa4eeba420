// Read this first: one pool, one inbox, and the events. All else in this example is servers and screen.

import { setTimeout as sleep } from "node:timers/promises";
import { type PeerOptions, Pool, type PoolEvent } from "skep";
import type { Tally } from "./figures/tally.ts";
import type { View } from "./views/view.ts";

export interface LivePoolParts {
  readonly targets: readonly PeerOptions[];
  readonly tally: Tally;
  readonly view: View;
  /** Closes the pool when it aborts. */
  readonly stop: AbortSignal;
}

/** Reads all targets until it is stopped or every peer was given up; resolves when the pool is closed. */
export async function runLivePool({ targets, tally, view, stop }: LivePoolParts): Promise<void> {
  // Shorter than the defaults, so that half a minute shows it all.
  const pool = new Pool({
    pingInterval: 1_000,
    retry: { initialDelay: 1_000, maxDelay: 5_000 },
  });
  const close = (): void => void pool.close({ timeout: 1_000 });
  stop.addEventListener("abort", close, { once: true });

  // What happens, by listeners: these are called before the pool goes on.
  pool.addEventListener("overflow", ({ id, dropped, why }) => tally.told(id, dropped, why));
  pool.addEventListener("retired", ({ remaining }) => {
    if (remaining === 0) close();
  });

  // What happens, as a stream: this one may take its time.
  const story = tell(pool.events, view);

  const peers = targets.map((target) => pool.connect(target));
  const samples = setInterval(() => view.show(tally.sample(peers)), SAMPLE_INTERVAL);

  // What the peers say, all of it in one place; the loop ends when the pool is closed and all is read.
  for await (const { id, data } of pool.inbox) {
    tally.read(id, data);
    // Some work to do, so that one peer is faster than its reader: its socket pauses, no other waits for it.
    if (tally.messages % WORK_AFTER === 0) await sleep(WORK_TIME);
  }

  clearInterval(samples);
  await story;
  view.end(tally.sample(peers));
}

async function tell(events: AsyncIterable<PoolEvent>, view: View): Promise<void> {
  for await (const event of events) view.tell(event);
}

/** Milliseconds: four pictures a second. */
const SAMPLE_INTERVAL = 250;

/** At most some 25,000 messages a second, which leaves two processor cores room for the rest. */
const WORK_AFTER = 256;
const WORK_TIME = 10;
