// A program whose dials are all refused, thousands of them, under one signal; it tells what they left behind.
import { Pool, type Transport } from "skep";
import type { RefusedJob } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { port, peers, anew, rounds, dialsPerRound } = job<RefusedJob>();

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

// Each of an origin of its own, as an origin that is down is probed by one peer alone.
const urlOf = (peer: number): string =>
  port === undefined
    ? `ws://bee-${peer}.example/`
    : `ws://127.0.${peer >> 8}.${peer & 255}:${port}/`;

await hunt(async ({ heap, signal, transport }) => {
  const maxRetries = anew ? dialsPerRound / peers - 1 : Infinity;
  const pool = new Pool({
    transport: port === undefined ? refusing : transport,
    signal,
    retry: { initialDelay: 0, minDelay: 0, maxDelay: 0, maxRetries },
    dialing: { perSecond: 1_000_000 },
  });

  let count = 0;
  let roundOver: () => void = () => {};
  pool.addEventListener("dialfailed", () => {
    if (++count % dialsPerRound === 0 && !anew) roundOver();
  });
  pool.addEventListener("retired", ({ remaining }) => {
    if (remaining === 0) roundOver();
  });

  for (let round = 0; round < rounds; round++) {
    const over = new Promise<void>((resolve) => (roundOver = resolve));
    if (anew || round === 0)
      for (let peer = 1; peer <= peers; peer++) pool.connect({ url: urlOf(peer), signal });
    await over;
    await heap.sample(count);
  }
  return { pool, count };
});
