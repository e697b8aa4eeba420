// One dial: what is guarded between a transport and a worker, and how peers of one origin stand in for each other.

import { expect, test } from "vitest";
import type { DialTarget, Socket, SocketSink, Transport } from "../../src/index.ts";
import { type MemoryDial, MemoryTransport, SeededRandom } from "../../src/testing/index.ts";
import { World } from "../pool/support/world.ts";

/** A transport that breaks its contract in the way that the test says. */
function rogue(
  dial: (target: DialTarget, sink: SocketSink, inner: Transport) => Socket,
): Transport {
  const inner = new MemoryTransport();
  return { name: "rogue", can: inner.can, dial: (target, sink) => dial(target, sink, inner) };
}

test("a transport that throws in dial has failed the dial", async () => {
  const world = new World({
    transport: rogue(() => {
      throw new RangeError("no sockets left");
    }),
  });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(world.of("dialfailed")[0]?.cause).toMatchObject({
    phase: "dial",
    kind: "network",
    cause: new RangeError("no sockets left"),
  });
  await world.end();
});

test("a transport that tells before dial has returned is heard after it", async () => {
  const world = new World({
    transport: rogue((target, sink, inner) => {
      sink.opened({ protocol: "" });
      sink.opened({ protocol: "again" });
      sink.closed({ code: 4_000, reason: "" });
      return inner.dial(target, sink);
    }),
  });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(world.types).toEqual(["connected", "disconnected"]);
  expect(world.of("connected")[0]?.protocol).toBe("");
  await world.end();
});

test("a transport that tells of an end and then throws has told one end", async () => {
  const world = new World({
    transport: rogue((_, sink) => {
      sink.closed({ code: 1_006, reason: "" });
      throw new RangeError("and that");
    }),
  });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(world.types).toEqual(["dialfailed"]);
  await world.end();
});

test("messages and pongs out of turn are faults that are logged, and harm nobody", async () => {
  const lines: string[] = [];
  const nothing = (): void => {};
  let told: SocketSink | undefined;
  const world = new World({
    logger: {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (_, { error }) => lines.push((error as Error).message),
    },
    transport: rogue((target, sink, inner) => {
      told = sink;
      return inner.dial(target, sink);
    }),
  });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  told?.message("before the answer");
  told?.pong();
  told?.heard();
  told?.drained();
  expect(lines).toEqual(["message (in dialing)", "pong (in dialing)"]);
  expect(world.texts()).toEqual([]);
  await world.end();
});

test("a dial that was given up while its provider was asked never becomes a socket", async () => {
  const world = new World();
  let answer = (_: string): void => {};
  const url = () => new Promise<string>((resolve) => (answer = resolve));
  const peer = world.pool.connect({ id: "a", url });
  await world.pass();
  void peer.close();
  answer("wss://a.example");
  await world.pass();
  expect(world.network.dials).toEqual([]);
  await world.end();
});

test("a provider that rejects after its dial was given up hurts nobody", async () => {
  const world = new World();
  const peer = world.pool.connect({
    id: "a",
    url: ({ signal }) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("late")))),
  });
  await world.pass();
  await peer.close();
  await world.pass();
  expect(world.types).toEqual([]);
  await world.end();
});

test("a provider that names another origin moves the peer there", async () => {
  const world = new World();
  const hosts = ["one", "one", "two"];
  let asked = 0;
  world.pool.connect({ id: "a", url: () => `wss://${hosts[asked++]}.example` });
  for (let i = 0; i < 3; i++) {
    await world.pass(3_000);
    world.network.latest.accept();
    world.network.latest.drop();
  }
  expect(world.network.dials.map(({ target }) => target.url)).toEqual([
    "wss://one.example",
    "wss://one.example",
    "wss://two.example",
  ]);
  await world.end();
});

test("when the peer that probes for all is removed, another probes an interval after the last dial", async () => {
  const world = new World();
  const refuse = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 50) {
      await world.pass(50);
      for (const dial of world.network.dials) dial.refuse();
    }
  };
  for (const id of ["a", "b", "c"]) world.pool.connect({ id, url: "wss://one.example" });
  await refuse(4_000);
  const held = world.pool.peers().filter(({ state }) => state === "queued");
  expect(held).toHaveLength(2);
  await world.pool
    .peers()
    .find((peer) => !held.includes(peer))
    ?.close();
  // A removal alone makes nobody dial.
  const dials = world.network.dials.length;
  await world.pass(5);
  expect(world.network.dials).toHaveLength(dials);
  await refuse(2_100);
  expect(world.network.dials).toHaveLength(dials + 1);
  await world.end();
});

/** How long an origin that was away took from its return to the first dial that reaches it, and the dials it cost. */
async function outage(seed: number, peers: number, away: number) {
  const chance = new SeededRandom(seed);
  const world = new World({ random: () => chance.next() });
  const pass = async (ms: number, serve: (dial: MemoryDial) => void): Promise<void> => {
    for (let i = 0; i < ms; i += 20) {
      await world.pass(20);
      for (const dial of world.network.dials) serve(dial);
    }
  };
  for (let i = 0; i < peers; i++) world.pool.connect({ id: `${i}`, url: "wss://one.example" });
  await pass(1_000, (dial) => void dial.accept());
  const before = world.network.dials.length;
  for (const dial of world.network.dials) dial.drop();
  await pass(away, (dial) => void dial.refuse());
  const dials = world.network.dials.length - before;
  const back = world.clock.now();
  while (world.pool.stats().connected === 0 && world.clock.now() - back < 60_000)
    await pass(20, (dial) => void dial.accept());
  const first = world.clock.now() - back;
  await world.end();
  return { first, dials };
}

test("an origin that was away for 3 s has its first peer back within 3 s, however the prober's dice fall", async () => {
  const firsts: number[] = [];
  for (let seed = 1; seed <= 100; seed++)
    firsts.push((await outage(seed, 2 + (seed % 11), 3_000)).first);
  expect(Math.max(...firsts)).toBeLessThanOrEqual(2_200);
});

test("an origin that is away for long is dialled once in two seconds, and its first peer is back as soon", async () => {
  for (const peers of [2, 12]) {
    const { first, dials } = await outage(peers, peers, 120_000);
    expect(first).toBeLessThanOrEqual(2_200);
    // The first few come as the backoff has them.
    expect(dials).toBeLessThanOrEqual(120 / 2 + 8);
  }
});

test("a held peer that is removed leaves the limiter", async () => {
  const world = new World();
  for (const id of ["a", "b"]) world.pool.connect({ id, url: "wss://one.example" });
  await world.pass(10);
  for (const dial of world.network.dials) dial.refuse();
  await world.pass(3_000);
  const held = world.pool.peers().find(({ state }) => state === "queued");
  expect(held).toBeDefined();
  await held?.close();
  expect(held?.state).toBe("stopped");
  await world.end();
  expect(world.clock.pending).toBe(0);
});

test("a message that comes while a redial waits its turn is too late: counted, and told", async () => {
  const world = new World();
  const dial = await world.dialed();
  world.pool.addEventListener("connected", ({ peer }) => {
    peer.redial();
    dial.message("crossing");
  });
  dial.accept();
  await world.pass();
  expect(world.texts()).toEqual([]);
  expect(world.of("overflow")).toMatchObject([{ dropped: 1, why: "closing" }]);
  await world.end();
});

test("a message that comes inside of an event waits its turn, and is delivered", async () => {
  const world = new World();
  const dial = await world.dialed();
  world.pool.addEventListener("connected", ({ peer }) => {
    void peer.send("waits").catch(() => {});
    dial.message("crossing");
  });
  dial.stalled = true;
  dial.bufferedAmount = 2 ** 21;
  dial.accept();
  expect(world.texts()).toEqual(["crossing"]);
  await world.end();
});
