// A close that lingers: what was accepted is sent, and what comes is read, until the peer is quiet.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigError, ConnectionUnavailableError, type Peer } from "../../src/index.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World, type WorldOptions } from "./support/world.ts";

const NARROW: WorldOptions = { sendBuffer: { bytes: 4 }, stopTimeout: 5_000 };

let world: World;
let dial: MemoryDial;
let peer: Peer;

beforeEach(async () => {
  world = new World(NARROW);
  dial = await world.connected();
  peer = world.pool.get("a") as Peer;
});

afterEach(() => world.end());

/** Sends more than the socket takes: the second one waits. */
function fill(): string[] {
  const outcomes: string[] = [];
  dial.stalled = true;
  for (const text of ["first", "second"])
    peer.send(text).then(
      () => outcomes.push(`${text} sent`),
      () => outcomes.push(`${text} lost`),
    );
  return outcomes;
}

describe("without it", () => {
  test("a close rejects the sends that wait", async () => {
    const outcomes = fill();
    void world.pool.close();
    await world.pass();
    expect([outcomes, dial.sent]).toEqual([["first sent", "second lost"], ["first"]]);
    expect(dial.bufferedAmount).toBe(5);
  });

  test("a close drops what is under way, counted and told", async () => {
    void world.pool.close();
    dial.message("too late");
    await world.pass();
    expect(world.of("overflow")).toMatchObject([{ dropped: 1, why: "closing" }]);
  });
});

describe.each([
  { what: "close", leave: (linger: number) => world.pool.close({ linger }) },
  { what: "remove", leave: (linger: number) => peer.close({ linger }) },
])("$what with linger", ({ leave }) => {
  test("sends what was accepted, and says goodbye when the socket has taken it", async () => {
    const outcomes = fill();
    const left = leave(0);
    await world.pass(1_000);
    expect([outcomes, dial.goodbye]).toEqual([["first sent"], undefined]);
    dial.drain();
    await world.pass(100);
    expect([outcomes, dial.goodbye]).toEqual([["first sent", "second sent"], undefined]);
    dial.drain();
    await world.pass(100);
    expect(dial.sent).toEqual(["first", "second"]);
    expect(dial.goodbye).toEqual({ code: 1000, reason: "" });
    await left;
  });

  test("reads on until the peer was quiet for so long", async () => {
    const left = leave(300);
    for (const text of ["1", "2", "3"]) {
      await world.pass(200);
      dial.message(text);
    }
    await world.pass(290);
    expect(dial.goodbye).toBe(undefined);
    await world.pass(50);
    expect(dial.goodbye?.code).toBe(1000);
    await left;
    expect(world.texts()).toEqual(["1", "2", "3"]);
    expect(peer.stats().dropped).toBe(0);
  });

  test("ends with stopTimeout where the peer is never quiet, and still says goodbye", async () => {
    const left = leave(300);
    for (let passed = 0; passed < 5_000; passed += 100) {
      expect(dial.goodbye).toBe(undefined);
      dial.message("more");
      await world.pass(100);
    }
    await world.pass(100);
    expect(dial.goodbye?.code).toBe(1000);
    await left;
    expect(world.of("warning")).toEqual([]);
  });

  test("that is cut short by a timeout was stopped, and not lost", async () => {
    void leave(1_000);
    await world.pass(100);
    await world.end();
    expect(world.of("disconnected")).toMatchObject([{ cause: { kind: "stopped" } }]);
  });

  test("ends when the peer closes, and nobody dials again", async () => {
    fill();
    const left = leave(300);
    dial.close(1001);
    await world.pass(10_000);
    await left;
    expect(world.network.dials).toHaveLength(1);
    expect(world.of("disconnected")).toMatchObject([{ code: 1001 }]);
  });

  test("takes no sends, no redial and nobody who waits for a link meanwhile: it is closing", async () => {
    void leave(300);
    expect([peer.state, peer.stats().state, world.pool.stats().connected]).toEqual([
      "closing",
      "closing",
      0,
    ]);
    expect(peer.trySend("late")).toBe(false);
    peer.redial();
    peer.redial({ within: 10 });
    await expect(peer.send("late")).rejects.toThrow(ConnectionUnavailableError);
    await expect(peer.whenConnected()).rejects.toThrow(ConnectionUnavailableError);
    await world.pass(100);
    expect([dial.sent, world.network.dials.length]).toEqual([[], 1]);
    expect(world.types).toEqual(["connected"]);
  });

  test("is over at once where there is no link", async () => {
    dial.drop();
    await world.pass();
    const left = leave(60_000);
    await world.pass();
    await left;
    expect(peer.state).toBe("stopped");
  });

  test("is hurried by a call without it", async () => {
    fill();
    void leave(60_000);
    await world.pass(100);
    void world.pool.close();
    void peer.close();
    await world.pass();
    expect(dial.goodbye?.code).toBe(1000);
  });
});

test("a paused socket is not quiet: what it holds back is still to be read", async () => {
  const small = new World({ inbox: { capacity: 1, limit: { messages: 8 } } });
  const link = await small.connected();
  for (let index = 0; index < 8; index++) link.message(`${index}`);
  await small.pass();
  expect(link.paused).toBe(true);
  void small.pool.close({ linger: 100 });
  await small.pass(1_000);
  expect(link.goodbye).toBe(undefined);
  const read = small.texts();
  await small.pass();
  expect([...read, ...small.texts()]).toHaveLength(8);
  await small.pass(200);
  expect(link.goodbye?.code).toBe(1000);
  await small.end();
});

test("its bound is `timeout` where that is given", async () => {
  fill();
  const closed = world.pool.close({ linger: 60_000, timeout: 20_000 });
  await world.pass(19_990);
  expect(dial.goodbye).toBe(undefined);
  await world.pass(150);
  expect(dial.goodbye?.code).toBe(1000);
  await closed;
});

test("a removal can be bounded, and be ended by a signal", async () => {
  fill();
  const controller = new AbortController();
  const removed = world.pool.remove("a", { linger: 60_000, signal: controller.signal });
  await world.pass(100);
  expect(peer.state).toBe("closing");
  controller.abort();
  await removed;
  expect([peer.state, dial.terminated, world.clock.pending]).toEqual(["stopped", true, 0]);
});

test("a peer says what it was given to say, also when it is removed", async () => {
  void peer.close({ code: 4001, reason: "moved" });
  await world.pass();
  expect(dial.goodbye).toEqual({ code: 4001, reason: "moved" });
});

test("options that cannot be used are refused, and nothing is removed", async () => {
  await expect(peer.close({ linger: -1 })).rejects.toThrow(ConfigError);
  await expect(world.pool.remove("a", { code: 7 })).rejects.toThrow(ConfigError);
  expect(peer.state).toBe("connected");
});
