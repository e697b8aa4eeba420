// What a pool tells: events behind a guard, records for iterators, and who waits for connected.

import { describe, expect, test } from "vitest";
import {
  type DialError,
  type Logger,
  PeerExistsError,
  type PoolEvent,
  type Signal,
} from "../../src/index.ts";
import { MemoryTransport } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

describe("a listener", () => {
  test("that throws or rejects harms nobody, and is told as error", async () => {
    const world = new World();
    const dial = await world.dialed();
    world.pool.addEventListener("connected", () => {
      throw new RangeError("sync");
    });
    world.pool.addEventListener("connected", () => Promise.reject(new RangeError("async")));
    const heard: string[] = [];
    world.pool.addEventListener("connected", () => heard.push("me too"));
    dial.accept();
    await world.pass();
    expect(heard).toEqual(["me too"]);
    expect(world.of("error").map(({ error }) => (error as Error).message)).toEqual([
      "sync",
      "async",
    ]);
    dial.message("still works");
    expect(world.texts()).toEqual(["still works"]);
    await world.end();
  });

  test("of error that throws goes to the logger, and so does a logger that throws nowhere", async () => {
    const lines: unknown[] = [];
    const nothing = (): void => {};
    const world = new World({
      logger: {
        debug: nothing,
        info() {
          throw new Error("broken logger");
        },
        warn: nothing,
        error: (_, { error }) => lines.push((error as Error).message),
      },
    });
    const dial = await world.dialed();
    world.pool.addEventListener("connected", () => {
      throw new Error("first");
    });
    world.pool.addEventListener("error", () => {
      throw new Error("second");
    });
    dial.accept();
    expect(lines).toEqual(["first", "second"]);
    await world.end();
  });
});

test("a logger that rejects, as one that writes to a file does, ends no process", async () => {
  let lines = 0;
  const write = (): Promise<never> => {
    lines++;
    // Left alone, it would fail this run as an unhandled rejection.
    return Promise.reject(new Error("disk full"));
  };
  const levels = ["debug", "info", "warn", "error"].map((level) => [level, write]);
  const world = new World({ logger: Object.fromEntries(levels) as Logger });
  await world.connected();
  expect(lines).toBe(1);
  await world.end();
});

test("logs and messages carry no user info and no query of a URL", async () => {
  const lines: string[] = [];
  const log = (message: string, context: object): void => {
    lines.push(
      message +
        JSON.stringify(context, (key, value: unknown) =>
          key === "peer" && typeof value !== "string" ? "" : value,
        ),
    );
  };
  const world = new World({ logger: { debug: log, info: log, warn: log, error: log } });
  const url = "wss://user:canary@a.example/x?token=canary";
  world.pool.connect(url);
  await world.pass();
  world.network.latest.refuse();
  expect(() => world.pool.connect(url)).toThrow(PeerExistsError);
  try {
    world.pool.connect(url);
  } catch (error) {
    lines.push(String(error));
  }
  await expect(world.pool.get(url)?.send("x")).rejects.toThrow(/wss:\/\/a\.example\/x/);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.join("\n")).not.toContain("canary");
  await world.end();
});

test("records are frozen, and each iterator has its own", async () => {
  const world = new World();
  const read: PoolEvent[][] = [[], []];
  const loops = read.map(async (into) => {
    for await (const event of world.pool.events) into.push(event);
  });
  const dial = await world.connected();
  dial.drop();
  await world.end();
  await Promise.all(loops);
  expect(read[0]?.map(({ type }) => type)).toEqual(["connected", "disconnected"]);
  expect(read[1]).toEqual(read[0]);
  expect(Object.isFrozen(read[0]?.[0])).toBe(true);
  expect(read[0]?.[0]).toMatchObject({
    id: "a",
    dial: 1,
    protocol: "",
    connects: 1,
    at: expect.any(Number),
  });
});

test("an iterator that falls behind loses the oldest, and its next record says how many", async () => {
  const world = new World({ events: { capacity: 3 } });
  const events = world.pool.events[Symbol.asyncIterator]();
  for (let i = 0; i < 6; i++) await world.connected(`${i}`);
  expect((await events.next()).value).toMatchObject({ id: "3", missed: 3 });
  expect((await events.next()).value).not.toHaveProperty("missed");
  await events.return?.();
  expect(await events.next()).toEqual({ done: true, value: undefined });
  await world.end();
  const late = world.pool.events[Symbol.asyncIterator]();
  expect(await late.next()).toEqual({ done: true, value: undefined });
});

test("several outstanding next() of one iterator are served in order, and ended by return", async () => {
  const world = new World();
  const events = world.pool.events[Symbol.asyncIterator]();
  const [first, second, third] = [events.next(), events.next(), events.next()];
  const dial = await world.connected();
  dial.drop();
  expect((await first).value?.type).toBe("connected");
  expect((await second).value?.type).toBe("disconnected");
  await events.return?.();
  expect((await third).done).toBe(true);
  await world.end();
});

describe("peer.whenConnected()", () => {
  test("resolves when connected, at once when it is", async () => {
    const world = new World();
    const dial = await world.dialed();
    const peer = world.pool.get("a")!;
    const waiting = peer.whenConnected();
    dial.accept();
    await waiting;
    await peer.whenConnected();
    await world.end();
  });

  test("rejects when the peer is retired, with the cause", async () => {
    const world = new World({ retry: { maxRetries: 0 } });
    const dial = await world.dialed();
    const waiting = world.pool.get("a")!.whenConnected();
    waiting.catch(() => {});
    dial.refuse({ status: 400 });
    await world.pass();
    await expect(waiting).rejects.toMatchObject({ code: "ERR_DIAL", status: 400 });
    await world.end();
  });

  test("rejects when removed, when closed, and when its signal aborts", async () => {
    const world = new World();
    await world.dialed("a");
    await world.dialed("b");
    const [a, b] = [world.pool.get("a")!, world.pool.get("b")!];
    const controller = new AbortController();
    const waits = [
      a.whenConnected(),
      b.whenConnected(),
      b.whenConnected({ signal: controller.signal }),
    ];
    const settled = Promise.allSettled(waits);
    controller.abort(new RangeError("enough"));
    void a.close();
    const ended = world.end();
    await ended;
    expect((await settled).map((each) => (each as PromiseRejectedResult).reason?.name)).toEqual([
      "ConnectionUnavailableError",
      "ConnectionUnavailableError",
      "RangeError",
    ]);
    await expect(a.whenConnected()).rejects.toThrow(/stopped/);
    await expect(a.whenConnected({ signal: controller.signal })).rejects.toThrow(RangeError);
  });
});

test("a transport's warnings are told once per pool, after listeners had a chance to be there", async () => {
  const other = new MemoryTransport({ warnings: ["also this"] });
  const world = new World({ network: { warnings: ["known bad version"] } });
  await world.dialed("a");
  await world.dialed("b");
  world.pool.connect({ id: "c", url: "wss://c.example", transport: other });
  await world.pass();
  expect(world.of("warning").map(({ message }) => message)).toEqual([
    "known bad version",
    "also this",
  ]);
  await world.end();
});

test("signals are attached while somebody listens, and released with the pool", async () => {
  let listener: ((signal: Signal) => void) | undefined;
  const world = new World({
    environment: {
      subscribe(listen) {
        listener = listen;
        return () => {
          listener = undefined;
        };
      },
    },
  });
  expect(listener).toBeUndefined();
  const dial = await world.dialed();
  dial.refuse({ status: 502 });
  await world.dialed("b");
  listener?.("online");
  await world.pass(600);
  expect(world.network.dials).toHaveLength(3);
  await world.end();
  expect(listener).toBeUndefined();
});

test("a redial is told on both sides: the old link's end, with retryIn 0, and the new link", async () => {
  const world = new World();
  const dial = await world.connected();
  await world.pass(100);
  world.pool.get("a")?.redial();
  expect(world.of("disconnected")[0]).toMatchObject({ cause: { kind: "redial" }, retryIn: 0 });
  expect(dial.goodbye?.code).toBe(1_000);
  await world.pass();
  world.network.latest.accept();
  expect(world.types).toEqual(["connected", "disconnected", "connected"]);
  await world.end();
});

test("close can be hurried: by its timeout, by its signal, and by a later call", async () => {
  for (const hurry of ["timeout", "signal", "aborted", "later"] as const) {
    const world = new World({ network: { faults: { neverCloses: true } } });
    const dial = await world.connected();
    const controller = new AbortController();
    const from = world.clock.now();
    const options =
      hurry === "timeout"
        ? { timeout: 300 }
        : hurry === "later"
          ? {}
          : { signal: controller.signal };
    if (hurry === "aborted") controller.abort();
    const closed = world.pool.close(options);
    if (hurry === "signal") setTimeoutOn(world, 300, () => controller.abort());
    if (hurry === "later") setTimeoutOn(world, 300, () => void world.pool.close({ timeout: 0 }));
    await world.pass(400);
    await closed;
    expect(world.clock.now() - from).toBeLessThanOrEqual(420);
    expect(dial.terminated).toBe(true);
    expect(world.clock.pending).toBe(0);
  }
});

function setTimeoutOn(world: World, ms: number, then: () => void): void {
  world.clock.schedule(ms, then);
}

test("a pool can be disposed of", async () => {
  const world = new World();
  await world.connected();
  const disposed = world.pool[Symbol.asyncDispose]();
  await world.pass();
  await disposed;
  expect(world.pool.peers()).toEqual([]);
});

test("ids: the key is normalised unless an id is given, and looked up in both forms", async () => {
  const world = new World();
  const peer = world.pool.connect("WSS://H.example:443/p/#part");
  expect(peer.id).toBe("wss://h.example/p");
  expect(world.pool.get("wss://H.example/p/")).toBe(peer);
  expect(() => world.pool.connect("wss://h.example/p")).toThrow(PeerExistsError);
  const named = world.pool.connect({ id: "wss://H/", url: "wss://h" });
  expect(named.id).toBe("wss://H/");
  expect(world.pool.get("wss://H/")).toBe(named);
  expect(world.pool.get("nobody")).toBeUndefined();
  await world.pass(10);
  expect(world.network.dials.map(({ target }) => target.url)).toEqual([
    "WSS://H.example:443/p/",
    "wss://h",
  ]);
  await world.end();
});

test("headers of pool and peer are merged without regard to case; the peer's own win", async () => {
  const world = new World({ headers: { "User-Agent": "pool", "x-a": "1" } });
  world.pool.connect({
    url: "wss://a.example",
    headers: { "user-agent": "peer" },
    protocols: ["v2", "v1"],
  });
  world.pool.connect({ url: "wss://b.example", protocols: "solo" });
  await world.pass();
  const [a, b] = world.network.dials;
  expect(a?.target).toMatchObject({
    headers: { "user-agent": "peer", "x-a": "1" },
    protocols: ["v2", "v1"],
    readLimit: 512 * 1_024,
  });
  expect(b?.target).toMatchObject({
    headers: { "User-Agent": "pool", "x-a": "1" },
    protocols: ["solo"],
  });
  await world.end();
});

test("errors are ready for JSON, and hold no headers of the answer", async () => {
  const world = new World();
  (await world.dialed()).refuse({ status: 503, headers: { "set-cookie": "canary" } });
  const cause = world.of("dialfailed")[0]?.cause as DialError;
  expect(cause.headers).toEqual({ "set-cookie": "canary" });
  expect(JSON.parse(JSON.stringify(cause))).toEqual({
    name: "DialError",
    message: said(
      'The dial to "a" failed in the upgrade: the server refused the upgrade with 503.',
      'ERR_DIAL "a" handshake status 503',
    ),
    code: "ERR_DIAL",
    id: "a",
    phase: "handshake",
    kind: "status",
    status: 503,
  });
  await world.end();
});

test("unref asks every socket", async () => {
  const world = new World({ unref: true });
  const dial = await world.dialed();
  expect(dial.unrefd).toBe(true);
  await world.end();
});
