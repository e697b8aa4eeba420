// A program that reads more slowly than its peers send, so that sockets pause and resume; it tells what that left behind.
import { setImmediate as turn } from "node:timers/promises";
import { type Inbox, type InboxMessage, type Peer, Pool } from "skep";
import type { PausesJob, Reading } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, peers, rounds, messagesPerRound, reading } = job<PausesJob>();

const TEXT = new TextDecoder();

/** Messages between two rests of the reader. */
const BITE = 16;

/** Checks that of each peer everything comes, in order. */
class Ledger {
  read = 0;
  outOfOrder = 0;
  readonly #next = new Map<Peer, number>();

  take({ peer, data }: InboxMessage): void {
    const expected = this.#next.get(peer) ?? 0;
    const text = typeof data === "string" ? data : TEXT.decode(data);
    if (Number.parseInt(text, 10) !== expected) this.outOfOrder++;
    this.#next.set(peer, expected + 1);
    this.read++;
  }
}

type Read = (pool: Pool, ledger: Ledger, until: number) => Promise<void>;

async function readOneByOne(pool: Pool, ledger: Ledger, until: number): Promise<void> {
  for await (const message of pool.inbox) {
    ledger.take(message);
    if (ledger.read === until) return;
    if (ledger.read % BITE === 0) await turn();
  }
}

async function readInBatches(pool: Pool, ledger: Ledger, until: number): Promise<void> {
  for await (const batch of pool.inbox.batches({ max: BITE })) {
    for (const message of batch) ledger.take(message);
    if (ledger.read === until) return;
    await turn();
  }
}

async function readInLoops(pool: Pool, ledger: Ledger, until: number): Promise<void> {
  while (ledger.read < until) {
    const end = Math.min(until, ledger.read + BITE);
    for await (const message of pool.inbox) {
      ledger.take(message);
      if (ledger.read === end) break;
    }
    await openAndLeave(pool);
    await turn();
  }
}

/** Iterators, those of events with a call of `next()` that waits. */
async function openAndLeave({ inbox, events }: Pool): Promise<void> {
  const told = events[Symbol.asyncIterator]();
  const waiting = told.next();
  for (const iterator of [told, inbox[Symbol.asyncIterator](), batchesOf(inbox)])
    await iterator.return?.();
  if ((await waiting).done !== true) throw new Error("Something was told.");
}

const batchesOf = (inbox: Inbox) => inbox.batches()[Symbol.asyncIterator]();

const READ: Record<Reading, Read> = {
  "one by one": readOneByOne,
  "in batches": readInBatches,
  "by loops that are left": readInLoops,
};

await hunt(async ({ heap, signal, transport }) => {
  const pool = new Pool({ transport, signal, inbox: { capacity: 64 } });
  const all = Array.from({ length: peers }, (_, at) => pool.connect({ id: `${at}`, url, signal }));
  await Promise.all(all.map((peer) => peer.whenConnected({ signal })));

  const ledger = new Ledger();
  for (let round = 1; round <= rounds; round++) {
    for (const peer of all) peer.trySend(`${messagesPerRound / peers}`);
    await READ[reading](pool, ledger, round * messagesPerRound);
    await heap.sample(ledger.read);
  }

  const { read, outOfOrder } = ledger;
  const { dropped, received } = pool.stats();
  const pauses = all.map((peer) => peer.stats().connection?.pauses ?? 0);
  const paused = all.filter((peer) => peer.stats().connection?.paused === true).length;
  const also = { outOfOrder, dropped, received, paused, leastPauses: Math.min(...pauses) };
  return { pool, count: read, also };
});
