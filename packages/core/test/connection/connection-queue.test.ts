// The bound of what waits in a connection: it pauses, then gives the link up; unread, it drops the oldest and says so once.

import { describe, expect, test } from "vitest";
import type { MemoryDial } from "../../src/testing/index.ts";
import { said } from "../../../../tools/production/said.ts";
import { ConnectionWorld } from "./support/connection-world.ts";

const limit = { messages: 8, bytes: 1_000 };

/** So many messages, numbered. */
function say(dial: MemoryDial, count: number, from: number = 0): void {
  for (let at = from; at < from + count; at++) dial.message(`${at}`);
}

describe("above its high-water mark", () => {
  test("the socket is paused, and goes on when a quarter is left", async () => {
    const world = new ConnectionWorld({ limit });
    const dial = await world.accepted();
    say(dial, 4);
    expect(dial.paused).toBe(false);
    say(dial, 1, 4);
    expect(dial.paused).toBe(true);
    for (const expected of ["0", "1", "2"]) expect(world.connection.tryRead()).toBe(expected);
    await world.pass();
    expect(dial.paused).toBe(true);
    expect(world.connection.tryRead()).toBe("3");
    await world.pass();
    expect(dial.paused).toBe(false);
    expect(world.connection.stats().connection).toMatchObject({ pauses: 1 });
    await world.end();
  });

  test("bytes count as messages do", async () => {
    const world = new ConnectionWorld({ limit });
    const dial = await world.accepted();
    for (const length of [1, 500]) dial.message("x".repeat(length));
    expect(dial.paused).toBe(true);
    await world.end();
  });

  test("it may be filled again before it has gone on", async () => {
    const world = new ConnectionWorld({ limit, network: { slack: 8 } });
    const dial = await world.accepted();
    say(dial, 5);
    world.texts();
    say(dial, 5, 5);
    await world.pass();
    expect(dial.paused).toBe(true);
    world.texts();
    await world.pass();
    expect(dial.paused).toBe(false);
    await world.end();
  });

  test("a pause that lasts for maxPause ends the link of a reader that is too slow", async () => {
    const world = new ConnectionWorld({ limit, maxPause: 5_000 });
    const dial = await world.accepted();
    world.connection.tryRead();
    say(dial, 5);
    await world.pass(6_000);
    expect(world.of("disconnected")[0]).toMatchObject({ cause: { kind: "overflow" } });
    expect(world.network.dials).toHaveLength(1);
    expect(world.texts()).toEqual(["0", "1", "2", "3", "4"]);
    await world.pass(5_000);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });
});

describe("at its limit, where the platform cannot pause", () => {
  const network = { pause: false };

  test("a burst that a reader is about to take is no overflow, however many messages it has", async () => {
    const world = new ConnectionWorld({ limit, network });
    const dial = await world.accepted();
    const read: unknown[] = [];
    const loop = (async () => {
      for await (const batch of world.connection.batches()) read.push(...batch);
    })();
    say(dial, 20);
    await world.pass();
    say(dial, 20, 20);
    await world.pass();
    expect(read).toHaveLength(40);
    expect(world.types).toEqual(["connected"]);
    await world.end();
    await loop;
  });

  test("what comes when the reader had its macrotask is judged one by one", async () => {
    const world = new ConnectionWorld({ limit, network });
    const dial = await world.accepted();
    world.connection.tryRead();
    say(dial, 6);
    await world.pass();
    say(dial, 3, 6);
    await world.pass(10);
    expect(world.connection.stats()).toMatchObject({ state: "waiting", queued: 8, dropped: 1 });
    await world.end();
  });

  test("the link of a reader is given up, what came too late is counted and told, and room brings it back", async () => {
    const world = new ConnectionWorld({ limit, network });
    const dial = await world.accepted();
    world.connection.tryRead();
    say(dial, 12);
    await world.pass();
    expect(world.of("disconnected")[0]).toMatchObject({ cause: { kind: "overflow" } });
    const lost = world.of("overflow");
    expect(lost[0]).toMatchObject({ dropped: 4, why: "overflow", policy: "disconnect" });
    const dropped = lost.reduce((sum, event) => sum + event.dropped, 0);
    expect(world.connection.stats()).toMatchObject({ dropped, queued: 8 });
    await world.pass(60_000);
    expect(world.network.dials).toHaveLength(1);
    expect(world.texts()).toHaveLength(8);
    await world.pass(5_000);
    expect(world.network.dials).toHaveLength(2);
    expect(world.of("warning")).toEqual([]);
    await world.end();
  });

  test("unread, the oldest go, and one warning says what to do", async () => {
    const world = new ConnectionWorld({ limit, network });
    const dial = await world.accepted();
    say(dial, 12);
    await world.pass(10);
    expect(world.of("overflow")[0]).toMatchObject({ dropped: 4, total: 4, policy: "drop-oldest" });
    expect(world.of("warning")).toEqual([
      expect.objectContaining({
        message: expect.stringContaining(said("Nobody has ever read", "WARN_CONNECTION_UNREAD")),
      }),
    ]);
    say(dial, 4, 12);
    await world.pass(2_000);
    expect(world.of("warning")).toHaveLength(1);
    expect(world.connection.state).toBe("connected");
    expect(world.texts()).toEqual(["8", "9", "10", "11", "12", "13", "14", "15"]);
    await world.end();
  });

  test("a message that is too much by itself is lost alone, unread or read", async () => {
    const world = new ConnectionWorld({ limit, network, readLimit: 0 });
    const dial = await world.accepted();
    dial.message("small");
    dial.message("x".repeat(1_001));
    await world.pass(10);
    expect(world.connection.stats()).toMatchObject({ dropped: 1, queued: 1, state: "connected" });
    world.texts();
    dial.message("x".repeat(1_001));
    await world.pass(10);
    expect(world.connection.stats()).toMatchObject({ dropped: 2, state: "waiting" });
    await world.end();
  });
});

test("an unread connection that can be paused goes on after maxPause, at its mark", async () => {
  const world = new ConnectionWorld({ limit, maxPause: 5_000 });
  const dial = await world.accepted();
  say(dial, 5);
  expect(dial.paused).toBe(true);
  await world.pass(6_000);
  expect(dial.paused).toBe(false);
  expect(world.of("warning")).toHaveLength(1);
  say(dial, 3, 5);
  expect(dial.paused).toBe(false);
  // Somebody reads after all: a pause makes sense again.
  expect(world.connection.tryRead()).toBe("3");
  say(dial, 2, 8);
  expect(dial.paused).toBe(true);
  await world.end();
});

describe("its gate", () => {
  test("holds what comes, is given what it receives, and lets the rest be read", async () => {
    const seen: unknown[] = [];
    const world = new ConnectionWorld({
      onOpen: async (link) => {
        seen.push(await link.receive());
        seen.push(await link.receive());
      },
    });
    await world.pass();
    const dial = world.network.latest;
    dial.accept();
    await world.pass();
    const open = world.connection[Symbol.asyncIterator]().next();
    dial.message("for the gate");
    await world.pass();
    dial.message("for the gate too");
    dial.message("for the reader");
    await world.pass();
    expect(seen).toEqual(["for the gate", "for the gate too"]);
    expect(await open).toEqual({ value: "for the reader", done: false });
    await world.end();
  });

  test("passes in the midst of a burst, whose order stays for a reader that waits", async () => {
    const world = new ConnectionWorld({ ready: (data) => data === "go" });
    await world.pass();
    const read: unknown[] = [];
    const loop = (async () => {
      for await (const data of world.connection) read.push(data);
    })();
    world.network.latest.accept();
    for (const text of ["a", "go", "b"]) world.network.latest.message(text);
    await world.pass();
    expect(read).toEqual(["a", "go", "b"]);
    await world.end();
    await loop;
  });

  test("drops what it held when it refuses, counted and told", async () => {
    const world = new ConnectionWorld({
      onOpen: () => Promise.reject(new Error("no")),
      ready: () => false,
    });
    await world.pass();
    const dial = world.network.latest;
    dial.accept();
    dial.message("held");
    await world.pass(10);
    expect(world.of("overflow")[0]).toMatchObject({ dropped: 1, why: "refused" });
    expect(world.texts()).toEqual([]);
    await world.end();
  });

  test("may be overrun, unread: the oldest that it holds go", async () => {
    const world = new ConnectionWorld({ limit, ready: (data) => data === "11" });
    await world.pass();
    const dial = world.network.latest;
    dial.accept();
    say(dial, 12);
    await world.pass(10);
    expect(world.connection.state).toBe("connected");
    expect(world.texts()).toEqual(["4", "5", "6", "7", "8", "9", "10", "11"]);
    await world.end();
  });
});

describe("late messages", () => {
  test("are dropped, counted and told while it closes, and after its end", async () => {
    const world = new ConnectionWorld({ network: { faults: { talksAfterClosed: true } } });
    const dial = await world.accepted();
    const closed = world.connection.close();
    dial.message("too late");
    await world.pass(10);
    await closed;
    dial.message("even later");
    await world.pass(10);
    expect(world.of("overflow").map(({ why }) => why)).toEqual(["closing", "ended"]);
    expect(world.connection.stats()).toMatchObject({ received: 2, dropped: 2 });
  });
});

test("views that wait are copied where they would hold much more than they are", async () => {
  const world = new ConnectionWorld({ binary: "view" });
  const dial = await world.accepted();
  const shared = new Uint8Array(64);
  dial.message(shared.subarray(0, 4));
  await world.pass(1);
  dial.message(new Uint8Array(64).subarray(4, 60));
  const [small, large] = world.texts() as Uint8Array[];
  expect([small?.buffer.byteLength, large?.buffer.byteLength]).toEqual([4, 64]);
  await world.end();
});
