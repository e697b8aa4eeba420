// The pains that users of the field report, by number, each shown to be answered.

import { describe, expect, test } from "vitest";
import type { InboxMessage, LinkError, ProviderContext } from "../../src/index.ts";
import { World } from "./support/world.ts";

describe("pain", () => {
  test("1: a half-open link is noticed by default, within the timeout", async () => {
    const world = new World({ network: { faults: { neverCloses: true } } });
    await world.connected();
    await world.pass(20_100);
    expect(world.types).toEqual(["connected", "disconnected"]);
    await world.end();
  });

  test("2: the end of a dead link is told at once, and its goodbye is bounded", async () => {
    const world = new World({ network: { faults: { neverCloses: true } } });
    const dial = await world.connected();
    const from = world.clock.now();
    const closed = world.pool.close();
    expect(world.types).toEqual(["connected", "disconnected"]);
    await world.pass(2_100);
    await closed;
    expect(world.clock.now() - from).toBeLessThanOrEqual(2_100);
    expect(dial.terminated).toBe(true);
  });

  test("4: a late timer does not kill a healthy link: what has arrived is heard first", async () => {
    const world = new World({ network: { autoPong: true } });
    const dial = await world.connected();
    world.clock.jump(3_600_000);
    // The loop runs again: timers first, then what the network has kept for us.
    world.clock.advance(0);
    dial.pong();
    await world.pass(6_000);
    expect(world.types).toEqual(["connected"]);
    await world.end();
  });

  test("4: a link that died meanwhile is noticed within 5 s of waking", async () => {
    const world = new World();
    await world.connected();
    world.clock.jump(3_600_000);
    await world.pass(5_200);
    expect(world.types).toEqual(["connected", "disconnected"]);
    await world.end();
  });

  test("4: a pong of the former socket does not prove the new one alive", async () => {
    const world = new World({ network: { faults: { neverCloses: true, talksAfterClosed: true } } });
    const first = await world.connected();
    await world.pass(22_000);
    world.network.latest.accept();
    for (let i = 0; i < 21; i++) {
      await world.pass(1_000);
      first.pong();
      first.message("ghost");
    }
    const links = world.types.filter((type) => type !== "overflow");
    expect(links).toEqual(["connected", "disconnected", "connected", "disconnected"]);
    // Not heard, but counted and told.
    expect(world.texts()).toEqual([]);
    expect(world.pool.peerStats("a").dropped).toBe(21);
    await world.end();
  });

  test("7: no instant gets more than a tenth of a herd", async () => {
    const dials: number[] = [];
    for (let seed = 1; seed <= 1_000; seed++) {
      // Each client is its own process with its own chance.
      const world = new World({ random: () => ((seed * 7_919) % 1_000) / 1_000 });
      const dial = await world.connected();
      dial.close(1_012);
      dials.push(world.pool.peerStats("a").retryIn ?? 0);
    }
    const windows = new Map<number, number>();
    for (const at of dials)
      windows.set(Math.floor(at / 100), (windows.get(Math.floor(at / 100)) ?? 0) + 1);
    expect(Math.max(...windows.values())).toBeLessThanOrEqual(100);
    expect(Math.max(...dials)).toBeLessThanOrEqual(2_000);
  });

  test("8: a server that accepts and drops is not hammered: the backoff goes on", async () => {
    let drops = true;
    const world = new World({
      random: () => 1,
      network: { autoAccept: true, autoPong: true, onDial: (dial) => drops && dial.drop() },
    });
    await world.dialed();
    await world.pass(70_000);
    const waits = world.of("disconnected").map(({ retryIn }) => retryIn);
    expect(waits.slice(0, 6)).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    drops = false;
    await world.pass(40_000);
    world.network.latest.drop();
    expect(world.of("disconnected").at(-1)?.retryIn).toBe(2_000);
    await world.end();
  });

  test.each<[string, (context: ProviderContext) => string | Promise<string>]>([
    [
      "throws",
      () => {
        throw new Error("no token");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no token"))],
    ["gives a bad URL", () => "ftp://a.example"],
    ["never answers", () => new Promise<string>(() => {})],
    [
      "answers after it was given up",
      ({ signal }) =>
        new Promise((resolve) =>
          signal.addEventListener("abort", () => resolve("wss://late.example")),
        ),
    ],
  ])("9: a provider that %s is a failed attempt, and the peer tries on", async (_, url) => {
    const world = new World();
    let asked = 0;
    world.pool.connect({
      id: "a",
      url(context) {
        asked++;
        return asked <= 2 ? url(context) : "wss://a.example";
      },
    });
    await world.pass(40_000);
    expect(world.of("dialfailed")).toMatchObject([
      { attempt: 1, cause: { phase: "resolve", code: "ERR_DIAL" } },
      { attempt: 2, cause: { phase: "resolve" } },
      ...world.of("dialfailed").slice(2),
    ]);
    expect(world.network.dials.length).toBeGreaterThan(0);
    expect(world.network.dials.every(({ target }) => target.url === "wss://a.example")).toBe(true);
    await world.end();
  });

  test("10: the token is asked for on every dial, with what went wrong; refused twice it retires", async () => {
    const world = new World();
    const asked: [number, LinkError | undefined][] = [];
    world.pool.connect({
      id: "a",
      url: "wss://a.example",
      headers({ attempt, lastFailure }) {
        asked.push([attempt, lastFailure]);
        return { authorization: `token ${asked.length}` };
      },
    });
    await world.pass();
    world.network.latest.refuse({ status: 401 });
    await world.pass(2_000);
    expect(world.network.latest.target.headers).toEqual({ authorization: "token 2" });
    world.network.latest.refuse({ status: 401 });
    await world.pass();
    expect(asked).toMatchObject([
      [1, undefined],
      [2, { status: 401, phase: "handshake", code: "ERR_DIAL" }],
    ]);
    expect(world.types).toEqual(["dialfailed", "dialfailed", "retired"]);
    await world.end();
  });

  test("10: a token that works again makes the next refusal the first one", async () => {
    const world = new World();
    const dial = await world.dialed();
    dial.refuse({ status: 401 });
    await world.pass(2_000);
    world.network.latest.accept();
    world.network.latest.drop();
    await world.pass(5_000);
    world.network.latest.refuse({ status: 401 });
    await world.pass();
    expect(world.of("retired")).toEqual([]);
    await world.end();
  });

  test("11: fatal codes retire, others do not, and the application has the last word", async () => {
    const fatal = new World();
    (await fatal.connected()).close(1_008, "policy");
    await fatal.pass();
    expect(fatal.of("retired")[0]?.cause).toMatchObject({ closeCode: 1_008 });
    await fatal.end();

    const own = new World({
      retry: {
        classify: ({ closeCode }, verdict) => (closeCode === 4_401 ? "retire" : verdict),
      },
    });
    (await own.connected("a")).close(4_400);
    (await own.connected("b")).close(4_401);
    await own.pass();
    expect(own.of("retired").map(({ id }) => id)).toEqual(["b"]);
    await own.end();
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("oops");
      },
    ],
    ["gives nonsense", () => ({ retryAfter: Number.NaN })],
    ["gives nothing", () => undefined as never],
  ])("11: a classify that %s changes nothing", async (_, classify) => {
    const world = new World({ retry: { classify } });
    const dial = await world.connected();
    dial.drop();
    expect(world.pool.get("a")?.state).toBe("waiting");
    await world.end();
  });

  test("12: the status of the upgrade is heeded, and so is Retry-After", async () => {
    const world = new World();
    (await world.dialed("a")).refuse({ status: 400 });
    (await world.dialed("b")).refuse({ status: 503, headers: { "retry-after": "120" } });
    (await world.dialed("c")).refuse({ status: 429, headers: { "retry-after": "86400" } });
    await world.pass();
    expect(world.of("retired").map(({ id }) => id)).toEqual(["a"]);
    const waits = world.of("dialfailed").map(({ retryIn }) => retryIn);
    expect(waits).toEqual([undefined, 121_050, 601_050]);
    await world.end();
  });

  test("13: from wherever a peer is, redial leads to a dial and remove to its end", async () => {
    const reach: Record<string, (world: World) => unknown> = {
      queued: (world) => world.pool.connect({ id: "a", url: "wss://a.example" }),
      dialing: (world) => world.dialed(),
      opening: async (world) => (await world.dialed()).accept(),
      connected: (world) => world.connected(),
      waiting: async (world) => (await world.dialed()).refuse(),
    };
    for (const [state, go] of Object.entries(reach)) {
      const gate = state === "opening" ? { onOpen: () => new Promise<void>(() => {}) } : {};
      const world = new World({ ...gate, network: { faults: { neverCloses: true } } });
      const there = go(world);
      if (there instanceof Promise) await there;
      const peer = world.pool.get("a");
      expect(peer?.state).toBe(state);
      const dials = world.network.dials.length;
      peer?.redial();
      await world.pass(110);
      expect(world.network.dials.length, `redial while ${state}`).toBe(dials + 1);
      const removed = peer?.close();
      await world.pass(2_100);
      await removed;
      expect(peer?.state).toBe("stopped");
      await world.end();
    }
  });

  test("14: redial cuts a wait short", async () => {
    const world = new World();
    const dial = await world.dialed();
    dial.refuse({ status: 503, headers: { "retry-after": "600" } });
    world.pool.get("a")?.redial();
    await world.pass(110);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("17: a flood stays within the limit, in messages and in bytes, and the loss is told exactly", async () => {
    const world = new World({
      network: { pause: false },
      inbox: { capacity: 100, limit: { messages: 500, bytes: 4_000 }, overflow: "drop-oldest" },
    });
    const dial = await world.connected();
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 100; i++) dial.message("0123456789");
      await world.pass(1);
      expect(world.pool.inbox.bytes).toBeLessThanOrEqual(4_000);
      expect(world.pool.inbox.size).toBeLessThanOrEqual(500);
    }
    const read = world.read().length;
    await world.end();
    const told = world.of("overflow").reduce((sum, { dropped }) => sum + dropped, 0);
    expect(read + told).toBe(2_000);
    expect(world.pool.inbox.dropped).toBe(told);
  });

  test("17: a peer above its share is paused, and goes on when the reader caught up", async () => {
    const world = new World({ inbox: { capacity: 64 }, network: { autoPong: true } });
    const dial = await world.connected();
    for (let i = 0; i < 200; i++) dial.message(`${i}`);
    expect(dial.paused).toBe(true);
    expect(world.pool.peerStats("a").connection?.paused).toBe(true);
    const read: unknown[] = [];
    for (let i = 0; i < 5; i++) {
      read.push(...world.texts());
      await world.pass();
    }
    expect(dial.paused).toBe(false);
    expect(read).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    await world.end();
  });

  test("18: a paused socket counts as alive for maxPause, then the overflow policy decides", async () => {
    const world = new World({ inbox: { capacity: 64, maxPause: 50_000 } });
    world.read();
    const dial = await world.connected();
    for (let i = 0; i < 100; i++) dial.message(`${i}`);
    expect(dial.paused).toBe(true);
    await world.pass(49_000);
    expect(world.types).toEqual(["connected"]);
    await world.pass(2_000);
    expect(world.types).toContain("disconnected");
    expect(world.of("disconnected")[0]?.cause).toMatchObject({ kind: "overflow" });
    // It comes back only once there is room.
    await world.pass(60_000);
    expect(world.network.dials).toHaveLength(1);
    expect(world.read().length).toBeGreaterThan(64);
    await world.pass(2_100);
    expect(world.network.dials).toHaveLength(2);
    await world.end();
  });

  test("18: with a policy that drops, a pause that is over lets the socket go on to the limit", async () => {
    const world = new World({
      network: { autoPong: true },
      inbox: { capacity: 64, limit: { messages: 200 }, maxPause: 5_000, overflow: "drop-oldest" },
    });
    const dial = await world.connected();
    for (let i = 0; i < 300; i++) dial.message(`${i}`);
    expect(dial.paused).toBe(true);
    await world.pass(5_200);
    expect(dial.paused).toBe(false);
    expect(world.types.filter((type) => type !== "overflow")).toEqual(["connected"]);
    expect(world.texts().at(-1)).toBe("299");
    expect(world.pool.inbox.dropped).toBe(100);
    await world.end();
  });

  test("17: the peer that fills the inbox is cut, whoever's message came last, and comes back when there is room", async () => {
    const world = new World({
      network: { autoPong: true, pause: false },
      inbox: { capacity: 64, limit: { messages: 200 } },
    });
    world.read();
    const loud = await world.connected("loud");
    const quiet = await world.connected("quiet");
    for (let i = 0; i < 199; i++) loud.message(`${i}`);
    await world.pass(1);
    for (const text of ["please", "hear", "me"]) quiet.message(text);
    await world.pass(1);
    expect(world.of("disconnected")).toMatchObject([
      { id: "loud", cause: { kind: "overflow" }, retryIn: undefined },
    ]);
    expect(loud.terminated).toBe(true);
    await world.pass(60_000);
    expect(world.network.dials).toHaveLength(2);
    const read = world.texts();
    expect(read).toEqual(expect.arrayContaining(["please", "hear", "me", "0", "196"]));
    expect(world.pool.inbox.dropped).toBe(2);
    await world.pass(2_100);
    expect(world.network.dials).toHaveLength(3);
    await world.end();
  });

  test("19: a message that comes before anybody reads is not lost", async () => {
    const world = new World();
    const dial = await world.dialed();
    dial.accept();
    dial.message("first");
    await world.pass(1_000);
    expect(world.texts()).toEqual(["first"]);
    await world.end();
  });

  test("20: the loop ends after close with what was buffered, and next is done for ever", async () => {
    const world = new World();
    const dial = await world.connected();
    const iterator = world.pool.inbox[Symbol.asyncIterator]();
    const waiting = iterator.next();
    dial.message("1");
    dial.message("2");
    await world.end();
    expect(await waiting).toMatchObject({ value: { data: "1" } });
    expect(await iterator.next()).toMatchObject({ value: { data: "2" } });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  test("21: break leaves the loop and keeps the pool", async () => {
    const world = new World();
    const dial = await world.connected();
    for (const text of ["1", "2", "3"]) dial.message(text);
    const read: InboxMessage[] = [];
    for await (const message of world.pool.inbox) {
      read.push(message);
      break;
    }
    for await (const message of world.pool.inbox) {
      read.push(message);
      if (message.data === "3") break;
    }
    expect(read.map(({ data }) => data)).toEqual(["1", "2", "3"]);
    expect(world.pool.get("a")?.state).toBe("connected");
    await world.end();
  });

  test.each([
    "closedInside",
    "closedTwice",
    "neverCloses",
    "talksAfterClosed",
    "sendThrows",
  ] as const)(
    "31 and 32: a platform with the fault %s changes nothing of what is told",
    async (fault) => {
      const world = new World({ network: { faults: { [fault]: true } } });
      const first = await world.dialed("a");
      world.pool.get("a")?.redial();
      await world.pass(110);
      first.drop();
      world.network.latest.accept();
      world.network.latest.drop();
      await world.pass(2_000);
      world.network.latest.accept();
      const removed = world.pool.remove("a");
      world.network.latest.message("too late");
      await world.pass(2_100);
      await removed;
      expect(world.types.filter((type) => type !== "overflow")).toEqual([
        "connected",
        "disconnected",
        "connected",
        "disconnected",
      ]);
      await world.end();
    },
  );

  test("31: a close while connecting abandons in silence, and a late open is closed", async () => {
    const world = new World();
    const dial = await world.dialed();
    const closed = world.pool.close();
    await world.pass();
    await closed;
    expect(dial.accept()).toBe(false);
    expect(dial.terminated).toBe(true);
    expect(world.types).toEqual([]);
  });

  test("38: failed dials leave no timer and no listener behind", async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const [add, remove] = [signal.addEventListener, signal.removeEventListener];
    Object.assign(signal, {
      addEventListener: (...args: Parameters<typeof add>) => (listeners++, add.apply(signal, args)),
      removeEventListener: (...args: Parameters<typeof remove>) => (
        listeners--,
        remove.apply(signal, args)
      ),
    });
    const world = new World({
      signal,
      retry: { initialDelay: 1, minDelay: 0, maxDelay: 1 },
    });
    world.pool.connect({ id: "a", url: "wss://a.example", signal });
    await world.pass();
    for (let i = 0; i < 1_000; i++) {
      world.network.latest.refuse();
      await world.pass(3);
    }
    expect(world.of("dialfailed")).toHaveLength(1_000);
    expect(listeners).toBe(1);
    expect(world.clock.pending).toBeLessThanOrEqual(1);
    await world.end();
    expect(listeners).toBe(0);
    expect(world.clock.pending).toBe(0);
  });
});
