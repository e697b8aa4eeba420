// Whether what happens to one peer shows in the life of another: one life, alone and beside a bad neighbour.

import { Pool, type PoolEvent, type PoolEventType } from "@skep/core";
import { ManualClock, type MemoryDial, MemoryTransport, SeededRandom } from "@skep/core/testing";
import { hold } from "./hold.ts";

const STEPS = 60;
/** The neighbour's chance must not be that of the one who is watched. */
const NEIGHBOUR = 2 ** 32;
const TYPES: readonly PoolEventType[] = ["connected", "disconnected", "dialfailed", "overflow"];

/** Compares both lives; they may share nothing but the reader, who is quick, and no origin. */
export async function checkIndependence(seed: number): Promise<void> {
  const alone = await lifeOf(seed, false);
  const beside = await lifeOf(seed, true);
  hold(alone === beside, "independence", () => `alone:\n${alone}\nbeside another:\n${beside}`);
}

/** What is told and read of the peer `b`, in lines. */
async function lifeOf(seed: number, hasNeighbour: boolean): Promise<string> {
  const clock = new ManualClock();
  const transport = new MemoryTransport({ autoPong: true });
  // The same draw for everybody, or the neighbour would use up the other's chance.
  const pool = new Pool({ transport, clock, random: () => 0.5 });
  const life: string[] = [];
  watch(pool, clock, life);
  const watched = new SeededRandom(seed);
  const neighbour = new SeededRandom(seed + NEIGHBOUR);
  pool.connect({ id: "b", url: "wss://b.example" });
  if (hasNeighbour) pool.connect({ id: "a", url: "wss://a.example" });
  for (let step = 0; step < STEPS; step += 1) {
    act(latest(transport, "wss://b.example"), watched, 3);
    if (hasNeighbour) act(latest(transport, "wss://a.example"), neighbour, 300);
    await clock.run(watched.pick([0, 10, 1_000, 12_000]));
  }
  const closed = pool.close({ timeout: 0 });
  await clock.run(100);
  await closed;
  return life.join("\n");
}

function watch(pool: Pool, clock: ManualClock, life: string[]): void {
  for (const type of TYPES)
    pool.addEventListener(type, (event) => {
      const {
        id,
        dial,
        retryIn = 0,
      } = event as unknown as PoolEvent & { id: string; dial: number; retryIn?: number };
      if (id === "b") life.push(`${clock.now()} ${type} ${dial} ${retryIn}`);
      else throw new Error("The neighbour's listener threw.");
    });
  void read(pool, clock, life);
}

async function read(pool: Pool, clock: ManualClock, life: string[]): Promise<void> {
  for await (const { id, data } of pool.inbox)
    if (id === "b") life.push(`${clock.now()} read ${String(data)}`);
}

const latest = (transport: MemoryTransport, url: string): MemoryDial | undefined =>
  transport.dials.findLast(({ target }) => target.url.startsWith(url));

/** Something that a server does to its latest link, or nothing. */
function act(dial: MemoryDial | undefined, random: SeededRandom, most: number): void {
  const roll = random.int(12);
  const count = random.int(most);
  if (dial === undefined) return;
  if (roll < 4) dial.accept();
  else if (roll === 4) dial.refuse({ status: random.pick([404, 503]) });
  else if (roll === 5) dial.drop();
  else if (roll === 6) dial.close(random.pick([1000, 1011, 4000]));
  else if (roll === 7) dial.autoPong = false;
  else for (let left = count; left > 0; left -= 1) dial.message(`${left}`);
}
