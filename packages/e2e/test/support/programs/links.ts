// A program whose links are lost in every way there is, thousands of them; it tells what they left behind.
import { setTimeout as sleep } from "node:timers/promises";
import { type Peer, Pool } from "skep";
import type { Fate, LinksJob } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, peers, rounds, silent, leaks } = job<LinksJob>();

const ENDS: readonly Fate[] = ["reset", "end", "goodbye", "redial"];

/** Still much more than a busy machine keeps anybody waiting. */
const IMPATIENT = { keepaliveTimeout: 2_000, pingInterval: 500 };

/** How often a peer meets all of them between two samples. */
const LAPS = 3;

/** All, for each peer in another order. The refusal is not the last, as a peer keeps its last error, and that its stack. */
function fatesOf(peer: number): Fate[] {
  const ends = ENDS.map((_, at) => ENDS[(peer + at) % ENDS.length] as Fate);
  return Array.from({ length: LAPS }, (): Fate[] => ["refusal", ...ends]).flat();
}

const isDue = (round: number): boolean => round % Math.ceil(rounds / silent.times) === 0;

/** What one peer is still to meet. */
class Life {
  #fates: Fate[] = [];
  #isUp = false;

  get isAtRest(): boolean {
    return this.#isUp && this.#fates.length === 0;
  }

  begin(peer: Peer, fates: Fate[]): void {
    this.#fates = fates;
    this.#meetNext(peer);
  }

  /** As gate. */
  open(): void {
    if (this.#fates[0] !== "refusal") return;
    this.#fates.shift();
    throw new Error("Not this one.");
  }

  connected(peer: Peer): void {
    this.#isUp = true;
    this.#meetNext(peer);
  }

  disconnected(): void {
    this.#isUp = false;
  }

  #meetNext(peer: Peer): void {
    const [fate] = this.#fates;
    if (fate === undefined) return;
    // Its turn is at the gate of the next link.
    if (fate === "refusal") return peer.redial();
    this.#fates.shift();
    // It is as good as lost.
    this.#isUp = false;
    if (fate === "redial") peer.redial();
    else peer.trySend(fate);
  }
}

await hunt(async ({ heap, signal, transport }) => {
  const pool = new Pool({
    transport,
    signal,
    retry: { initialDelay: 0, minDelay: 0, maxDelay: 0 },
    dialing: { perSecond: 1_000_000 },
  });
  const lives = new Map<string, Life>();
  const kept: unknown[] = [];
  const also: Record<string, number> = {};
  let count = 0;
  const lifeOf = ({ id }: Peer): Life => lives.get(id) as Life;
  const tally = (what: string): void => void (also[what] = (also[what] ?? 0) + 1);
  const ended = (kind: string): void => {
    count++;
    tally(kind);
    if (leaks) kept.push([count, count, count, count, count, count]);
  };

  pool.addEventListener("connected", ({ peer }) => lifeOf(peer).connected(peer));
  pool.addEventListener("disconnected", ({ peer, cause }) => {
    lifeOf(peer).disconnected();
    ended(cause.kind);
  });
  pool.addEventListener("dialfailed", ({ cause }) => ended(cause.kind));

  async function readAll(): Promise<void> {
    for await (const _ of pool.inbox) tally("read");
  }

  function connectAll(): void {
    for (let at = 0; at < peers + silent.peers; at++) {
      const life = new Life();
      lives.set(`${at}`, life);
      const session = { ...(at >= peers && IMPATIENT), onOpen: () => life.open() };
      pool.connect({ id: `${at}`, url, signal, ...session });
    }
  }

  /** All are connected, and what they had before is closed. */
  const isAtRest = (): boolean =>
    [...lives.values()].every((life) => life.isAtRest) && sockets() === lives.size;

  const rest = async (): Promise<void> => {
    while (!isAtRest()) await sleep(10);
  };

  void readAll();
  connectAll();
  await rest();
  for (let round = 0; round < rounds; round++) {
    pool.peers().forEach((peer, at) => {
      if (at < peers) lifeOf(peer).begin(peer, fatesOf(at));
      else if (isDue(round)) lifeOf(peer).begin(peer, ["mute"]);
    });
    await rest();
    await heap.sample(count);
  }
  return { pool, count, also };
});

/** Of this process. */
function sockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length;
}
