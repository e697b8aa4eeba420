// A program that repeats each order until it is sent, while its server ends the link; it tells how long its timers had to wait.
import { setTimeout as sleep } from "node:timers/promises";
import { browserTransport } from "@skep/transport-browser";
import { Pool } from "skep";
import { job, say } from "./say.ts";

export interface RetryingJob {
  readonly url: string;
  readonly closeTimeout: number;
  /** Over the platform's own socket. */
  readonly isOwn: boolean;
}

export interface Retried {
  /** The first that was sent on the second link. */
  readonly order: string;
  /** The longest time without a timer. */
  readonly longest: number;
  /** How often the state was `connected` after a send was refused. */
  readonly contradictions: number;
}

const { url, closeTimeout, isOwn } = job<RetryingJob>();
const retry = { initialDelay: 50, minDelay: 50, maxDelay: 50, jitter: "none" } as const;
const pool = new Pool({
  closeTimeout,
  retry,
  ...(isOwn && { transport: browserTransport() }),
});
const peer = pool.connect(url);
const links: number[] = [];
pool.addEventListener("connected", ({ dial }) => links.push(dial));
pool.addEventListener("disconnected", ({ code = null }) => say({ code }));

let [last, longest, contradictions] = [performance.now(), 0, 0];
const beating = setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}, 5);

async function deliver(order: string): Promise<void> {
  for (;;) {
    await peer.whenConnected();
    try {
      return await peer.send(order);
    } catch {
      if (peer.state === "connected") contradictions++;
    }
  }
}

let order = "";
for (let count = 1; links.length < 2; count++) {
  await sleep(5);
  order = `order ${count}`;
  await deliver(order);
}
clearInterval(beating);
say({ retried: { order, longest, contradictions } satisfies Retried });
// It is on its way; a plain close may be faster.
await pool.close({ linger: 200 });
