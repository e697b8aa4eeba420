// A program whose dials are all refused, thousands of them, under one signal; it tells what they left behind.
import { getEventListeners } from "node:events";
import { Pool, type Transport } from "skep";
import type { LeakJob, LeakResult } from "../leak.ts";
import { Heap } from "./heap.ts";
import { leftSince } from "./resources.ts";
import { job, say } from "./say.ts";

const { port, peers, anew, rounds, dialsPerRound } = job<LeakJob>();
const before = process.getActiveResourcesInfo();
const giveUp = new AbortController();
const { signal } = giveUp;
const listeners = (): number => getEventListeners(signal, "abort").length;

/** Refuses at once, and keeps nothing. */
const refusing: Transport = {
  name: "refusing",
  can: { headers: true, status: true, readLimit: true },
  dial(_target, sink) {
    queueMicrotask(() => sink.closed({ code: 1006, reason: "", error: new Error("No.") }));
    const nothing = (): void => {};
    return { send: nothing, close: nothing, terminate: nothing, bufferedAmount: 0 };
  },
};

const maxRetries = anew ? dialsPerRound / peers - 1 : Infinity;
const pool = new Pool({
  ...(port === undefined && { transport: refusing }),
  signal,
  session: { retry: { initialDelay: 0, minDelay: 0, maxDelay: 0, maxRetries } },
  dialing: { perSecond: 1_000_000 },
});

let dials = 0;
let roundOver: () => void = () => {};
pool.addEventListener("dialfailed", () => {
  if (++dials % dialsPerRound === 0 && !anew) roundOver();
});
pool.addEventListener("retired", ({ remaining }) => {
  if (remaining === 0) roundOver();
});

// Each of an origin of its own, as an origin that is down is probed by one peer alone.
const urlOf = (peer: number): string =>
  port === undefined
    ? `ws://bee-${peer}.example/`
    : `ws://127.0.${peer >> 8}.${peer & 255}:${port}/`;

function connectAll(): void {
  for (let peer = 1; peer <= peers; peer++) pool.connect({ url: urlOf(peer), signal });
}

const heap = new Heap();
for (let round = 0; round < rounds; round++) {
  const over = new Promise<void>((resolve) => (roundOver = resolve));
  if (anew || round === 0) connectAll();
  await over;
  await heap.sample(dials);
}

const between = listeners();
giveUp.abort();
await pool.closed;
const result: LeakResult = {
  dials,
  slope: heap.slope,
  listeners: [between, listeners()],
  resources: await leftSince(before),
  heap: heap.history,
};
say({ result });
