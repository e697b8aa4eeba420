// The pains of pages and of networks that change, by number, each shown to be answered by a whole pool.

import { describe, expect, test } from "vitest";
import type { Signal, Environment } from "../../src/environment.ts";
import type { MemoryDial } from "../../src/testing/index.ts";
import { World, type WorldOptions } from "./support/world.ts";

/** Probes where it cannot ping, as in a browser; nobody answers unless told to. */
function pageWorld(options: WorldOptions = {}): { world: World; tell: (signal: Signal) => void } {
  const listeners = new Set<(signal: Signal) => void>();
  const environment: Environment = {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const probe = { message: () => "there?", isAnswer: (data: unknown) => data === "here" };
  const { network, ...rest } = options;
  const world = new World({
    environment,
    network: { ping: false, ...network },
    probe,
    ...rest,
  });
  return { world, tell: (signal) => listeners.forEach((listener) => listener(signal)) };
}

const LONG = { initialDelay: 600_000, minDelay: 600_000, maxDelay: 600_000 };

describe("pain", () => {
  test("3: timers that run once a minute kill no link of a hidden page that is spoken to", async () => {
    const { world, tell } = pageWorld({ pingInterval: 0, keepaliveTimeout: 20_000 });
    const dial = await world.connected();
    tell("hidden");
    for (let minute = 0; minute < 60; minute++) {
      dial.message("news");
      // Late, as when it is throttled; and in time, as when it plays music.
      if (minute % 2 === 0) world.clock.jump(60_000);
      await world.pass(minute % 2 === 0 ? 0 : 60_000);
    }
    expect(world.types).toEqual(["connected"]);
    await world.end();
  });

  test("3 and 16: a hidden page asks nobody for a day, and everybody once when it is seen", async () => {
    const { world, tell } = pageWorld();
    const dial = await world.connected();
    tell("hidden");
    await world.pass(43_200_000);
    for (const signal of ["online", "woken", "stalled", "offline"] as const) tell(signal);
    await world.pass(43_200_000);
    expect(dial.sent).toEqual([]);
    tell("visible");
    expect(dial.sent).toEqual(["there?"]);
    dial.message("here");
    await world.pass(6_000);
    expect(world.types).toEqual(["connected"]);
    await world.end();
  });

  test("5: when the network is back, whoever waits dials within half a second", async () => {
    const { world, tell } = pageWorld({ retry: LONG });
    (await world.dialed()).refuse();
    await world.pass(1_000);
    tell("online");
    await world.pass(510);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("5: a dial that the outage has caught is replaced within 3.5 s of its end", async () => {
    const { world, tell } = pageWorld({ retry: LONG });
    await world.dialed();
    await world.pass(1_000);
    tell("online");
    await world.pass(3_600);
    expect(world.of("dialfailed")).toMatchObject([{ cause: { kind: "timeout" } }]);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("5: a network that comes back piece by piece is met in time, whatever the backoff", async () => {
    const network = { onDial: (dial: MemoryDial) => void dial.refuse() };
    const { world, tell } = pageWorld({ network, retry: LONG });
    await world.dialed();
    await world.pass(600_000);
    const before = world.network.dials.length;
    tell("online");
    // Chance is a half: one after 0.25 s, then one about every second.
    await world.pass(5_000);
    expect(world.network.dials.length - before).toBeGreaterThanOrEqual(4);
    expect(world.network.dials.length - before).toBeLessThanOrEqual(6);
    // Then as slowly as it was before.
    await world.pass(2_000);
    const after = world.network.dials.length;
    await world.pass(500_000);
    expect(world.network.dials).toHaveLength(after);
    await world.end();
  });

  test("6: offline closes nothing and forbids no dial; a link that answers lives on", async () => {
    const { world, tell } = pageWorld();
    const dial = await world.connected();
    tell("offline");
    expect(dial.sent).toEqual(["there?"]);
    await world.pass(19_000);
    expect(world.types).toEqual(["connected"]);
    dial.message("here");
    await world.dialed("b");
    expect(world.network.dials).toHaveLength(2);
    world.network.latest.accept();
    await world.pass(10_000);
    expect(world.types).toEqual(["connected", "connected"]);
    await world.end();
  });

  test("39: a page that is kept has no link meanwhile, and one again when it is back", async () => {
    const { world, tell } = pageWorld({ network: { autoAccept: true } });
    await world.connected();
    for (const signal of ["frozen", "hidden", "frozen"] as const) tell(signal);
    expect(world.network.latest.goodbye).toEqual({ code: 1000, reason: "" });
    world.clock.jump(3_600_000);
    await world.pass(60_000);
    expect(world.network.dials).toHaveLength(1);
    for (const signal of ["woken", "visible", "woken"] as const) tell(signal);
    await world.pass(600);
    expect(world.types).toEqual(["connected", "disconnected", "connected"]);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("39: a page that was told to freeze and goes on is back with any sign of life", async () => {
    for (const sign of ["online", "visible", "woken"] as const) {
      const { world, tell } = pageWorld({ network: { autoAccept: true } });
      await world.connected();
      tell("frozen");
      tell("offline");
      await world.pass(30_000);
      tell(sign);
      await world.pass(600);
      expect(world.pool.get("a")?.state).toBe("connected");
      await world.end();
    }
  });

  test("41: with a probe there is traffic more often than every 25 s, which keeps a worker alive", async () => {
    const { world } = pageWorld();
    const dial = await world.connected();
    for (let sent = 0; sent < 100; sent++) {
      await world.pass(12_000);
      expect(dial.sent.length).toBeGreaterThan(sent);
      dial.message("here");
    }
    expect(world.types).toEqual(["connected"]);
    await world.end();
  });
});
