// The weak points of the systems that Skep re-imagines, each shown to be absent.

import { describe, expect, test } from "vitest";
import { PoolClosedError } from "../../src/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

const LATE_OPEN = { network: { faults: { neverCloses: true } } };

describe("weak point", () => {
  test("1: a full inbox that nobody reads cannot hang a stop or a close", async () => {
    const world = new World({
      inbox: { capacity: 4, limit: { messages: 8 }, overflow: "drop-newest" },
    });
    const dial = await world.connected();
    for (let i = 0; i < 100; i++) dial.message(`${i}`);
    await world.pass(10);
    const removed = world.pool.remove("a");
    await world.pass(10);
    await removed;
    const closed = world.pool.close();
    await world.pass(10);
    await closed;
    expect(world.pool.inbox.size).toBeGreaterThan(0);
  });

  test("2: one loop can read and send while the inbox is full", async () => {
    const world = new World({ inbox: { capacity: 4, limit: { messages: 8 } } });
    const dial = await world.connected();
    for (let i = 0; i < 8; i++) dial.message(`${i}`);
    const echo = (async () => {
      for await (const { peer, data } of world.pool.inbox) await peer.send(data);
    })();
    await world.pass(10);
    expect(dial.sent).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    await world.end();
    await echo;
  });

  test("3: a peer that takes nothing blocks nobody else", async () => {
    const world = new World({ sendBuffer: { bytes: 1 } });
    const slow = await world.connected("slow");
    slow.stalled = true;
    await world.pool.send("slow", "fills the buffer");
    const waiting = world.pool.send("slow", "waits");
    const quick = await world.connected("quick");
    await world.pool.send("quick", "at once");
    expect(quick.sent).toEqual(["at once"]);
    const removed = world.pool.remove("quick");
    await world.pass(10);
    await removed;
    slow.drain();
    await waiting;
    expect(slow.sent).toEqual(["fills the buffer", "waits"]);
    await world.end();
  });

  test("4: a flooding peer does not starve a quiet one", async () => {
    const world = new World();
    const loud = await world.connected("loud");
    const quiet = await world.connected("quiet");
    for (let i = 0; i < 900; i++) loud.message("noise");
    quiet.message("please");
    const position = world.texts().indexOf("please");
    expect(position).toBeLessThan(100);
    await world.end();
  });

  test("5: waits grow, are random, and can be cut short", async () => {
    const rolls = [0, 0.5, 1, 0.25, 0.75];
    let at = 0;
    const world = new World({ random: () => rolls[at++ % rolls.length] ?? 0 });
    const waits: (number | undefined)[] = [];
    world.pool.addEventListener("dialfailed", (event) => waits.push(event.retryIn));
    const dial = await world.dialed();
    dial.refuse();
    for (let i = 0; i < 5; i++) {
      world.pool.get("a")?.redial();
      await world.pass(110);
      world.network.latest.refuse();
    }
    expect(new Set(waits).size).toBeGreaterThan(3);
    expect(Math.max(...(waits as number[]))).toBeGreaterThan(4_000);
    expect(world.network.dials).toHaveLength(6);
    await world.end();
  });

  test("6: the backoff survives redials, replaced dials and short-lived links", async () => {
    const world = new World({ random: () => 1 });
    const dial = await world.dialed();
    dial.refuse();
    await world.pass(2_100);
    world.network.latest.accept();
    world.network.latest.drop();
    world.pool.get("a")?.redial();
    await world.pass(110);
    world.network.latest.refuse();
    expect(world.of("dialfailed").map(({ retryIn }) => retryIn)).toEqual([2_000, 8_000]);
    expect(world.of("disconnected").map(({ retryIn }) => retryIn)).toEqual([4_000]);
    await world.end();
  });

  test("7: a peer that failed for good is retired, and not left registered", async () => {
    const world = new World({ keepaliveTimeout: 0, retry: { maxRetries: 0 } });
    const dial = await world.dialed();
    dial.refuse();
    await world.pass();
    expect(world.types).toEqual(["dialfailed", "retired"]);
    expect(world.of("retired")[0]).toMatchObject({ id: "a", remaining: 0 });
    expect(world.pool.get("a")).toBeUndefined();
    await world.end();
  });

  test("8: a superseded dial that opens late is closed and never adopted", async () => {
    const world = new World(LATE_OPEN);
    const first = await world.dialed();
    world.pool.get("a")?.redial();
    await world.pass(110);
    expect(first.terminated).toBe(true);
    expect(first.accept()).toBe(false);
    world.network.latest.accept();
    expect(world.types).toEqual(["connected"]);
    expect(world.of("connected")[0]?.dial).toBe(2);
    await world.end();
  });

  test("9: a dial that answers after its worker has ended is not heard", async () => {
    const world = new World(LATE_OPEN);
    const dial = await world.dialed();
    const removed = world.pool.remove("a");
    await world.pass();
    await removed;
    dial.accept();
    dial.refuse();
    dial.drop();
    expect(world.types).toEqual([]);
    await world.end();
  });

  test("10: time spent dialling and waiting is not the new link's silence", async () => {
    const world = new World({ keepaliveTimeout: 9_000, dialTimeout: 0 });
    await world.dialed();
    await world.pass(8_900);
    world.network.latest.accept();
    await world.pass(8_800);
    expect(world.types).toEqual(["connected"]);
    await world.pass(300);
    expect(world.types).toEqual(["connected", "disconnected"]);
    await world.end();
  });

  test("11: sending is no proof of life", async () => {
    const world = new World();
    await world.connected();
    for (let i = 0; i < 25 && world.pool.get("a")?.trySend("x"); i++) await world.pass(1_000);
    expect(world.types).toEqual(["connected", "disconnected"]);
    await world.end();
  });

  test("12: a missing pong is noticed within the timeout, and round trips are measured", async () => {
    const world = new World({ network: { autoPong: true } });
    const dial = await world.connected();
    await world.pass(10_100);
    expect(world.pool.peerStats("a").rtt).toBe(0);
    Object.assign(dial.faults, { neverCloses: true });
    const { pool } = world;
    const heard = pool.peerStats("a").heartbeats;
    expect(heard).toBe(1);
    await world.end();
  });

  test("13: an old generation that ends late does not harm its successor", async () => {
    const world = new World({ network: { autoClose: false } });
    await world.connected();
    const first = world.pool.get("a");
    const removed = first?.close();
    const second = world.pool.connect({ id: "a", url: "wss://a.example" });
    await world.pass();
    world.network.latest.accept();
    await world.pass(2_100);
    await removed;
    expect(world.pool.get("a")).toBe(second);
    expect(second.state).toBe("connected");
    const told = world.told.map(({ type, peer }) => [type, peer === second]);
    expect(told).toEqual([
      ["connected", false],
      ["disconnected", false],
      ["connected", true],
    ]);
    await world.end();
  });

  test("14: a local close says goodbye to the peer", async () => {
    const world = new World();
    const dial = await world.connected();
    const closed = world.pool.close({ code: 4_001, reason: "moving" });
    await world.pass();
    await closed;
    expect(dial.goodbye).toEqual({ code: 4_001, reason: "moving" });
  });

  test("15: what had arrived before a stop stays readable; what comes while closing is counted and told", async () => {
    const world = new World({ network: { autoClose: false } });
    const dial = await world.connected();
    dial.message("before");
    const peer = world.pool.get("a");
    const removed = world.pool.remove("a");
    dial.message("while closing");
    dial.close();
    await world.pass(2_000);
    await removed;
    expect(world.texts()).toEqual(["before"]);
    expect(peer?.stats().dropped).toBe(1);
    expect(world.of("overflow")).toMatchObject([{ id: "a", dropped: 1, total: 1, why: "closing" }]);
    await world.end();
  });

  test("16: text stays text and binary stays binary, both ways", async () => {
    const world = new World();
    const dial = await world.connected();
    await world.pool.send("a", "text");
    await world.pool.send("a", new Uint8Array([0, 255]).subarray(1));
    expect(dial.sent).toEqual(["text", new Uint8Array([255])]);
    dial.message("text");
    dial.message(new Uint8Array([255]));
    expect(world.texts()).toEqual(["text", new Uint8Array([255])]);
    await world.end();
  });

  test("17: every disconnect says why, and a peer's close code and reason arrive", async () => {
    const world = new World();
    const dial = await world.connected();
    dial.close(4_321, "maintenance");
    expect(world.of("disconnected")[0]).toMatchObject({
      code: 4_321,
      reason: "maintenance",
      cause: { code: "ERR_CONNECTION_CLOSED", kind: "closed", closeCode: 4_321 },
    });
    await world.pass(2_000);
    world.network.latest.accept();
    await world.pass(20_100);
    expect(world.of("disconnected")[1]).toMatchObject({
      code: undefined,
      reason: said("the peer was silent for too long", "keepalive"),
    });
    await world.end();
  });

  test("18: the time of reception is when the message left the socket, however late it is read", async () => {
    const world = new World();
    const dial = await world.connected();
    const now = world.clock.wall();
    dial.message("early");
    await world.pass(9_000);
    expect(world.read()[0]?.receivedAt).toBe(now);
    await world.end();
  });

  test("20: figures are found by any form of the URL, and a closed pool says so", async () => {
    const world = new World();
    world.pool.connect("wss://Host.example:443/Path/");
    expect(world.pool.peerStats("wss://HOST.example/Path").id).toBe("wss://host.example/Path");
    await world.end();
    await expect(world.pool.remove("x")).rejects.toThrow(PoolClosedError);
    await expect(world.pool.send("x", "")).rejects.toThrow(PoolClosedError);
    expect(() => world.pool.connect("wss://a.example")).toThrow(PoolClosedError);
    expect(world.pool.stats().peers).toEqual([]);
  });

  test("21: a dial has a hard deadline, and few are under way at once", async () => {
    const world = new World({ dialing: { inFlight: 3 } });
    for (let i = 0; i < 10; i++) world.pool.connect({ id: `${i}`, url: "wss://one.example" });
    await world.pass(1_000);
    expect(world.network.dials).toHaveLength(3);
    await world.pass(9_200);
    expect(world.of("dialfailed")[0]?.cause).toMatchObject({ phase: "dial", kind: "timeout" });
    expect(world.network.dials.length).toBeGreaterThan(3);
    await world.end();
  });

  test("22: close tells when it is done, and nothing is left", async () => {
    const world = new World();
    await world.connected();
    await world.dialed("b");
    const order: string[] = [];
    void world.pool.closed.then(() => order.push("closed"));
    const closed = world.pool.close().then(() => order.push("close"));
    await world.pass();
    await closed;
    expect(order).toEqual(["closed", "close"]);
    expect(world.clock.pending).toBe(0);
  });
});
