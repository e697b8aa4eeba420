// A peer that begins to close, or whose socket refuses a send: what an application sees until the next link.

import { describe, expect, test } from "vitest";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

describe("a peer that has said goodbye", () => {
  test("is not connected from its close frame on, and told with its code when the connection ends", async () => {
    const world = new World();
    const dial = await world.connected();
    const peer = world.pool.get("a")!;
    dial.beginClose(1_012, "restart");
    expect(peer.state).toBe("ending");
    expect(peer.trySend("too late")).toBe(false);
    await expect(peer.send("too late")).rejects.toThrow(
      said("not connected but ending", '"a" ending'),
    );
    expect(world.types).toEqual(["connected"]);
    dial.close();
    expect(world.of("disconnected")[0]).toMatchObject({ code: 1_012, reason: "restart" });
    await world.end();
  });

  test("is told within `closeTimeout` where it holds the connection", async () => {
    const world = new World();
    const dial = await world.connected();
    dial.beginClose(1_012, "restart");
    await world.pass(1_900);
    expect(world.types).toEqual(["connected"]);
    await world.pass(200);
    expect(world.of("disconnected")[0]).toMatchObject({ code: 1_012, reason: "restart" });
    expect(dial.terminated).toBe(true);
    await world.end();
  });

  test("lets sends that wait know at once that they will not go out", async () => {
    const world = new World({ sendBuffer: { bytes: 1 } });
    const dial = await world.connected();
    dial.stalled = true;
    const peer = world.pool.get("a")!;
    await peer.send("fills the socket");
    const waiting = peer.send("waits");
    dial.beginClose(1_012);
    await expect(waiting).rejects.toMatchObject({ kind: "closed", closeCode: 1_012 });
    await world.end();
  });

  test("still delivers what it sent before", async () => {
    const world = new World();
    const dial = await world.connected();
    world.network.latest.faults.sendThrows = true;
    expect(world.pool.get("a")?.trySend("refused")).toBe(false);
    expect(world.pool.get("a")?.state).toBe("ending");
    dial.message("the last words");
    expect(world.texts()).toEqual(["the last words"]);
    expect(world.pool.get("a")?.stats().connection?.received).toBe(1);
    await world.end();
  });

  test("is connected for who waits only when the next link is", async () => {
    const world = new World();
    const dial = await world.connected();
    const peer = world.pool.get("a")!;
    dial.beginClose(1_012);
    let connected = false;
    void peer.whenConnected().then(() => (connected = true));
    await world.pass(0);
    expect(connected).toBe(false);
    dial.close();
    await world.pass(2_100);
    world.network.latest.accept();
    await world.pass();
    expect(connected).toBe(true);
    await world.end();
  });

  test("is dialled anew at once where the application asks for it", async () => {
    const world = new World();
    const dial = await world.connected();
    await world.pass(100);
    dial.beginClose(1_012);
    world.pool.get("a")?.redial();
    expect(world.of("disconnected")[0]).toMatchObject({ code: 1_012, retryIn: 0 });
    await world.pass();
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("while the gate runs has failed the dial, with its code", async () => {
    const world = new World({ onOpen: () => new Promise(() => {}) });
    const dial = await world.dialed();
    dial.accept();
    dial.beginClose(4_001, "who are you");
    expect(world.pool.get("a")?.state).toBe("opening");
    dial.close();
    expect(world.of("dialfailed")[0]).toMatchObject({ code: 4_001, reason: "who are you" });
    await world.end();
  });
});

describe("an application that waits, sends, and begins anew when that fails", () => {
  /** The loop of the README; returns how many rounds it has made. */
  function insist(world: World): { rounds: number; sent: boolean } {
    const peer = world.pool.get("a")!;
    const loop = { rounds: 0, sent: false };
    void (async () => {
      while (!loop.sent && loop.rounds < 100_000) {
        loop.rounds++;
        try {
          await peer.whenConnected();
          await peer.send("order");
          loop.sent = true;
        } catch {
          // Again.
        }
      }
    })();
    return loop;
  }

  test("leaves room for everything else where the send buffer is full", async () => {
    const world = new World({ sendBuffer: { bytes: 1, sends: 0 } });
    const dial = await world.connected();
    dial.stalled = true;
    await world.pool.send("a", "fills the socket");
    const loop = insist(world);
    // Ten thousand microtasks: time enough for a loop that never stops to show it.
    for (let turn = 0; turn < 100; turn++) await world.clock.settle();
    expect(loop.rounds).toBeLessThan(200);
    dial.stalled = false;
    dial.drain();
    await world.pass();
    expect(loop.sent).toBe(true);
    await world.end();
  });

  test("leaves room for everything else once its peer is gone", async () => {
    const world = new World();
    await world.connected();
    const peer = world.pool.get("a")!;
    const removed = peer.close();
    await world.pass(2_100);
    await removed;
    let rounds = 0;
    const over = new AbortController();
    void (async () => {
      for (; rounds < 100_000 && !over.signal.aborted; rounds++) {
        await peer.whenConnected().catch(() => {});
        await peer.send("x").catch(() => {});
        await peer.close();
        await world.pool.send("a", "x").catch(() => {});
        await world.pool.remove("a").catch(() => {});
      }
    })();
    for (let turn = 0; turn < 100; turn++) await world.clock.settle();
    expect(rounds).toBeLessThan(200);
    over.abort();
    await world.end();
  });

  test("leaves room for everything else inside of `onOpen`", async () => {
    let rounds = 0;
    const world = new World({
      sendBuffer: { bytes: 1, sends: 0 },
      async onOpen(link) {
        await link.send("fills the socket");
        for (; rounds < 100_000 && !link.signal.aborted; rounds++)
          await link.send("x").catch(() => {});
      },
    });
    const dial = await world.dialed();
    dial.stalled = true;
    dial.accept();
    for (let turn = 0; turn < 100; turn++) await world.clock.settle();
    expect(rounds).toBeGreaterThan(100);
    expect(rounds).toBeLessThan(200);
    await world.end();
  });
});

describe("bytes of a message that is not whole yet", () => {
  test("are life: a message may take longer than `keepaliveTimeout`", async () => {
    const world = new World();
    const dial = await world.connected();
    for (let second = 0; second < 60; second++) {
      await world.pass(1_000);
      dial.progress();
    }
    expect(world.types).toEqual(["connected"]);
    await world.pass(20_200);
    expect(world.of("disconnected")[0]?.cause.kind).toBe("keepalive");
    await world.end();
  });

  test("are life on their way out, as long as the network takes some of them", async () => {
    const world = new World();
    const dial = await world.connected();
    dial.stalled = true;
    await world.pool.send("a", "x".repeat(600_000));
    for (let second = 0; second < 60; second++) {
      await world.pass(1_000);
      dial.drain(1_000);
    }
    expect(world.types).toEqual(["connected"]);
    await world.pass(42_700);
    expect(world.of("disconnected")[0]?.cause.kind).toBe("keepalive");
    await world.end();
  });
});

test("a redial in the midst of a failed dial keeps its distance, and so does the next failure", async () => {
  const world = new World();
  world.pool.addEventListener("dialfailed", ({ peer }) => peer.redial());
  const dial = await world.dialed();
  dial.refuse();
  for (let i = 0; i < 100; i++) {
    await world.pass(10);
    world.network.latest.refuse();
  }
  // A second of 100 ms each, instead of hundreds.
  expect(world.network.dials.length).toBeLessThanOrEqual(11);
  expect(world.pool.get("a")?.stats().attempt).toBeGreaterThan(8);
  await world.end();
});
