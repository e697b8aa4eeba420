// What no test of the seed pinned, pinned here: races, disabled modes, figures, factories.

import { describe, expect, test } from "vitest";
import { ConfigError, ConnectionUnavailableError, PoolClosedError } from "../../src/index.ts";
import { DefaultWorker, type PoolPlugin, type Worker } from "../../src/worker/index.ts";
import { World } from "./support/world.ts";

test("a stop during the wait ends the peer at once, and it dials no more", async () => {
  const world = new World();
  const dial = await world.dialed();
  dial.refuse();
  const removed = world.pool.remove("a");
  await world.pass();
  await removed;
  await world.pass(60_000);
  expect(world.network.dials).toHaveLength(1);
  expect(world.clock.pending).toBe(0);
  await world.end();
});

test("a stop with full event iterators ends all the same", async () => {
  const world = new World({ events: { capacity: 1 } });
  const events = world.pool.events[Symbol.asyncIterator]();
  await world.connected("a");
  await world.connected("b");
  await world.end();
  expect(await events.next()).toMatchObject({ value: { type: "disconnected", missed: 3 } });
  expect(await events.next()).toMatchObject({ done: true });
});

test("remove and connect at once: two generations, two peers, both told apart", async () => {
  const world = new World();
  const first = world.pool.connect({ id: "a", url: "wss://a.example" });
  void first.close();
  const second = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(first).not.toBe(second);
  expect(first.state).toBe("stopped");
  expect(second.state).toBe("dialing");
  await first.close();
  expect(world.pool.get("a")).toBe(second);
  await world.end();
});

test("1,000 pairs of connect and remove leave nothing registered and no timer", async () => {
  const world = new World();
  const removals: Promise<void>[] = [];
  for (let i = 0; i < 1_000; i++) {
    const peer = world.pool.connect("wss://a.example");
    if (i % 3 === 0) await world.pass();
    if (i % 2 === 0) world.network.dials.at(-1)?.accept();
    removals.push(peer.close());
  }
  await world.pass(3_000);
  await Promise.all(removals);
  expect(world.pool.peers()).toEqual([]);
  expect(world.clock.pending).toBe(0);
  const open = world.network.dials.filter(({ state }) => state !== "closed");
  expect(open).toEqual([]);
  // Per generation: connected and disconnected alternate, and nothing of one comes under the other's name.
  const last = new Map<unknown, string>();
  for (const { type, peer } of world.told) {
    expect(last.get(peer)).toBe(type === "connected" ? undefined : "connected");
    last.set(peer, type);
  }
  await world.end();
});

test("keepalive 0: silence is never judged, and nothing is asked", async () => {
  const world = new World({ keepaliveTimeout: 0 });
  const dial = await world.connected();
  await world.pass(600_000);
  expect(world.types).toEqual(["connected"]);
  expect(dial.pings).toBe(0);
  expect(world.pool.peerStats("a").liveness).toBe("none");
  await world.end();
});

test("a ping that cannot be sent is told as error, and silence does the rest", async () => {
  const world = new World();
  const dial = await world.connected();
  Object.assign(dial.socket, {
    ping() {
      throw new Error("no ping today");
    },
  });
  await world.pass(20_100);
  expect(world.types).toEqual(["connected", "error", "disconnected"]);
  await world.end();
});

test("totals grow over links, and the link's own figures begin anew", async () => {
  const world = new World({ network: { autoPong: true } });
  const first = await world.connected();
  first.message("12345");
  await world.pool.send("a", "123");
  first.drop();
  await world.pass(2_000);
  world.network.latest.accept();
  world.network.latest.message("1");
  await world.pool.send("a", "1234");
  expect(world.pool.peerStats("a")).toMatchObject({
    state: "connected",
    dials: 2,
    connects: 2,
    reconnects: 1,
    attempt: 1,
    received: 2,
    bytesReceived: 6,
    sent: 2,
    bytesSent: 7,
    queued: 2,
    queuedBytes: 6,
    heartbeats: 2,
    liveness: "ping",
    connection: { dial: 2, received: 1, bytesReceived: 1, sent: 1, bytesSent: 4, heartbeats: 1 },
  });
  await world.pool.remove("a");
  expect(world.pool.stats()).toMatchObject({ connected: 0, dials: 2, received: 2, sent: 2 });
  await world.end();
});

test("the figures of a link are its own, also where its worker's inbox is not new", async () => {
  class Successor extends DefaultWorker {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.inbox.write("from the one before", 1);
      return super.start(plugin);
    }
  }
  const world = new World({
    network: { autoPong: true },
    workerFactory: () => new Successor(),
  });
  const dial = await world.connected();
  dial.message("1");
  expect(world.pool.peerStats("a")).toMatchObject({
    received: 2,
    connection: { dial: 1, received: 1, bytesReceived: 1, heartbeats: 1 },
  });
  await world.end();
});

test("while waiting, the figures say when the next dial is", async () => {
  const world = new World();
  const dial = await world.dialed();
  dial.refuse();
  await world.pass(50);
  expect(world.pool.peerStats("a")).toMatchObject({ state: "waiting", attempt: 1, retryIn: 1_000 });
  await world.end();
});

describe("a worker factory", () => {
  const idle: Worker = {
    start: () => new Promise<void>(() => {}),
    stop: () => {},
    send: () => Promise.resolve(),
    state: "idle",
    stats: () => ({ state: "idle" }),
  };

  test("that throws makes connect throw it, and nothing is registered", () => {
    const world = new World({
      workerFactory() {
        throw new RangeError("not today");
      },
    });
    expect(() => world.pool.connect("wss://a.example")).toThrow(RangeError);
    expect(world.pool.peers()).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test.each([
    ["nothing", () => undefined],
    ["a promise", () => Promise.resolve(idle)],
    ["a rejection", () => Promise.reject(new Error("nobody may be hurt by this"))],
    ["no worker", () => ({ start() {} })],
    ["a worker without a state", () => ({ ...idle, state: undefined })],
  ])("that returns %s is a ConfigError", (_, factory) => {
    const world = new World({ workerFactory: () => factory() as unknown as Worker });
    expect(() => world.pool.connect("wss://a.example")).toThrow(ConfigError);
    expect(() => world.pool.connect("wss://a.example")).toThrow(/workerFactory/);
    expect(world.pool.peers()).toEqual([]);
  });

  test("of a peer wins over the pool's, and is told id, options and signal", () => {
    const world = new World({ workerFactory: () => idle });
    let seen: unknown;
    const peer = world.pool.connect({
      url: "wss://a.example/",
      workerFactory(context) {
        seen = context;
        return idle;
      },
    });
    expect(seen).toMatchObject({ id: "wss://a.example", options: { url: "wss://a.example/" } });
    expect(peer.state).toBe("idle");
  });
});

test("an abort of the pool's signal closes it; one of a peer's removes that peer", async () => {
  const pool = new AbortController();
  const peer = new AbortController();
  const world = new World({ signal: pool.signal });
  world.pool.connect({ id: "a", url: "wss://a.example", signal: peer.signal });
  world.pool.connect({ id: "b", url: "wss://b.example" });
  peer.abort();
  await world.pass();
  expect(world.pool.peers().map(({ id }) => id)).toEqual(["b"]);
  pool.abort();
  await world.pass();
  await world.pool.closed;
  expect(world.clock.pending).toBe(0);
});

test("a pool whose signal has aborted is closed from the start", async () => {
  const world = new World({ signal: AbortSignal.abort() });
  await world.pool.closed;
  expect(() => world.pool.connect("wss://a.example")).toThrow(PoolClosedError);
});

test("a peer whose signal has aborted is not registered", () => {
  const world = new World();
  const signal = AbortSignal.abort(new RangeError("too late"));
  expect(() => world.pool.connect({ url: "wss://a.example", signal })).toThrow(RangeError);
  expect(world.pool.peers()).toEqual([]);
});

test("a send while not connected fails at once, and nothing is kept", async () => {
  const world = new World();
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await expect(peer.send("x")).rejects.toThrow(ConnectionUnavailableError);
  expect(peer.trySend("x")).toBe(false);
  await world.pass();
  world.network.latest.accept();
  expect(world.network.latest.sent).toEqual([]);
  await world.end();
});
