// A program whose links are lost in every way there is, thousands of them; it tells what they left behind.
import { setTimeout as sleep } from "node:timers/promises";
import { type Peer, Pool } from "skep";
import { type Fate, FATES, type LinksJob, SILENCES } from "../leak.ts";
import { hunt } from "./hunt.ts";
import { job } from "./say.ts";

const { url, peers, rounds, leaks } = job<LinksJob>();

const IMPATIENT = { keepaliveTimeout: 300, pingInterval: 100 };

const rotated = (by: number): Fate[] =>
  FATES.map((_, at) => FATES[(by + at) % FATES.length] as Fate);

/** One peer's fates of one round, and whether it has come to rest after them. */
class Life {
  #fates: Fate[] = [];
  #isUp = false;
  readonly #round: readonly Fate[];

  constructor(round: readonly Fate[]) {
    this.#round = round;
  }

  get isAtRest(): boolean {
    return this.#isUp && this.#fates.length === 0;
  }

  begin(peer: Peer): void {
    this.#fates = [...this.#round];
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
    if (fate === "redial") peer.redial();
    else peer.trySend(fate);
  }
}

await hunt(async ({ heap, signal, transport }) => {
  const pool = new Pool({
    transport,
    signal,
    session: { retry: { initialDelay: 0, minDelay: 0, maxDelay: 0 } },
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

  pool.addEventListener("connected", ({ peer }) => {
    lifeOf(peer).connected(peer);
  });
  pool.addEventListener("disconnected", ({ peer, cause }) => {
    lifeOf(peer).disconnected();
    ended(cause.kind);
  });
  pool.addEventListener("dialfailed", ({ cause }) => ended(cause.kind));
  void readAll();

  async function readAll(): Promise<void> {
    for await (const _ of pool.inbox) tally("read");
  }

  const isAtRest = (): boolean => [...lives.values()].every((life) => life.isAtRest);

  async function sample(): Promise<void> {
    while (!isAtRest()) await sleep(10);
    await heap.sample(count);
  }

  connectAll();
  await sample();
  for (let round = 0; round < rounds; round++) {
    for (const peer of pool.peers()) lifeOf(peer).begin(peer);
    await sample();
  }

  function connectAll(): void {
    for (let at = 0; at < peers; at++) {
      const isSilent = at % 3 === 2;
      const life = new Life(isSilent ? SILENCES : rotated(at));
      lives.set(`${at}`, life);
      const session = { ...(isSilent && IMPATIENT), onOpen: () => life.open() };
      pool.connect({ id: `${at}`, url, signal, session });
    }
  }
  return { pool, count, also: { ...also, ended: count } };
});
