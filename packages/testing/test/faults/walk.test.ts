// Pools under random faults: whatever the network does, links are told in turn, and everything comes to an end.
import { Pool, type PoolEvent } from "@skep/core";
import {
  type AnswerFault,
  type DialFaults,
  type EndingFault,
  faults,
  ManualClock,
  type MemoryDial,
  MemoryTransport,
  type Milestone,
  Recorder,
  SeededRandom,
} from "@skep/testing";
import { expect, test } from "vitest";

const WALKS = 100;
const PEERS = 3;
const STEPS = 25;

class Walk {
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  readonly network: MemoryTransport;
  readonly net;
  readonly pool: Pool;
  readonly recorder: Recorder;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    this.network = new MemoryTransport({ onDial: (dial) => this.#answer(dial), autoPong: true });
    this.net = faults(this.network, () => this.#script(), { clock: this.clock });
    this.pool = new Pool({ transport: this.net, clock: this.clock, random: this.random.next });
    this.recorder = new Recorder(this.pool);
  }

  async run(): Promise<void> {
    for (let at = 0; at < PEERS; at += 1)
      this.pool.connect({ id: `peer ${at}`, url: `wss://peer-${at}.example` });
    for (let step = 0; step < STEPS; step += 1) {
      this.#step();
      await this.clock.run(this.random.pick([0, 10, 500, 5_000, 30_000]));
    }
    const closed = this.pool.close();
    await this.clock.run(60_000);
    await closed;
    // A report that is late by its script comes when nobody listens any more.
    await this.clock.run(60_000);
  }

  #step(): void {
    const { random } = this;
    // Of the latest, as most of the others have ended; there may be none yet.
    const any = <T>(all: readonly T[]): T | undefined =>
      all[all.length - 1 - random.int(Math.min(all.length, 2 * PEERS))];
    const peer = any(this.network.dials);
    const dial = any(this.net.dials);
    random.pick([
      () => peer?.message("x".repeat(random.int(50))),
      () => peer?.close(random.pick([1000, 1001, 1012, 4000])),
      () => peer?.drop(new Error("ECONNRESET")),
      () => peer?.ping(),
      () => dial?.cut(),
      () => dial?.halfOpen(random.pick(["inbound", "outbound", "both"])),
      () => dial?.heal(),
      () => any(this.pool.peers())?.trySend("y".repeat(random.int(50))),
      () => any(this.pool.peers())?.redial(),
    ])();
  }

  #answer(dial: MemoryDial): void {
    if (this.random.chance(0.9)) dial.accept();
    else if (this.random.chance(0.5)) dial.refuse();
  }

  #script(): DialFaults {
    const { random } = this;
    const often = <T>(chance: number, of: () => T): T | undefined =>
      random.chance(chance) ? of() : undefined;
    const script = {
      answer: often(0.3, () => this.#answerFault()),
      latency: often(0.3, () => random.int(200)),
      halfOpen: often(0.2, () => ({
        way: random.pick(["inbound", "outbound", "both"] as const),
        after: this.#milestone(),
      })),
      cut: often(0.3, () => ({ after: this.#milestone() })),
      ending: often(0.3, () =>
        random.pick<EndingFault>([
          { told: "twice" },
          { told: "inside" },
          { told: "never" },
          { after: 40_000 },
          { told: "twice", after: 40_000 },
        ]),
      ),
      send: often(0.1, () => ({ throws: new Error("EPIPE"), after: this.#milestone() })),
      slowDrain: often(0.1, () => random.pick([100, Number.POSITIVE_INFINITY])),
      pause: often(0.1, () => "ignored" as const),
      jump: often(0.1, () => ({ by: random.int(120_000), after: this.#milestone() })),
    };
    const said = Object.entries(script).filter(([, fault]) => fault !== undefined);
    return Object.fromEntries(said) as DialFaults;
  }

  #answerFault(): AnswerFault {
    return this.random.pick<AnswerFault>([
      { kind: "accept", after: 300 },
      { kind: "refuse", error: new Error("ECONNREFUSED") },
      { kind: "status", status: 503, headers: { "Retry-After": "2" } },
      { kind: "hang" },
    ]);
  }

  #milestone(): Milestone {
    const count = 1 + this.random.int(60);
    return this.random.pick<Milestone>([
      { received: count },
      { receivedBytes: count },
      { sent: count },
      { sentBytes: count },
      { ms: count * 100 },
    ]);
  }
}

/** What is told of links must alternate, and their numbers grow. */
function turns(records: readonly PoolEvent[]): string[] {
  const wrong: string[] = [];
  let connected = false;
  let last = 0;
  for (const { type, dial } of records as readonly { type: string; dial: number }[]) {
    if (type === "connected" ? connected : type === "disconnected" && !connected)
      wrong.push(`${type} ${dial} out of turn`);
    if (type === "connected" && dial <= last) wrong.push(`dial ${dial} after ${last}`);
    if (type === "connected") last = dial;
    if (type === "connected" || type === "disconnected") connected = type === "connected";
  }
  if (connected) wrong.push("the last link was not ended");
  return wrong;
}

test(`${WALKS} random walks through faults break no rule of a pool`, async () => {
  let links = 0;
  for (let seed = 1; seed <= WALKS; seed += 1) {
    const walk = new Walk(seed);
    await walk.run();
    const { recorder } = walk;
    for (let at = 0; at < PEERS; at += 1) {
      const events = recorder.records.filter(({ type }) => type !== "message") as PoolEvent[];
      const own = events.filter(({ id }) => id === `peer ${at}`);
      expect(turns(own), `seed ${seed}`).toEqual([]);
    }
    links += recorder.of("connected").length;
    expect(recorder.of("error"), `seed ${seed}`).toEqual([]);
    expect(walk.clock.pending, `timers of seed ${seed}`).toBe(0);
    expect(walk.net.dials.filter(({ state }) => state !== "closed").length, `seed ${seed}`).toBe(0);
  }
  // A walk that meets nobody proves nothing.
  expect(links).toBeGreaterThan(5 * WALKS);
});
