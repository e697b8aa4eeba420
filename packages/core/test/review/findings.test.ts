// Findings of the review: each of these fails today and should pass.

import { expect, test } from "vitest";
import { AlarmClock } from "../../src/base/alarm-clock.ts";
import { type PoolPlugin, type Signal, type Transport, type Worker } from "../../src/index.ts";
import { ManualClock, MemoryTransport } from "../../src/testing/index.ts";
import { World } from "../pool/support/world.ts";

class Custom implements Worker {
  plugin!: PoolPlugin;
  done!: () => void;
  settles = true;
  start(plugin: PoolPlugin): Promise<void> {
    this.plugin = plugin;
    return new Promise((resolve) => (this.done = resolve));
  }
  stop(): void {
    if (this.settles) this.done();
  }
  send(): Promise<void> {
    return Promise.resolve();
  }
  stats(): { state: "connected" } {
    return { state: "connected" };
  }
}

/** Whether a promise is settled after `ms`. */
async function settles(world: World, promise: Promise<unknown>, ms: number): Promise<boolean> {
  let settled = false;
  promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await world.pass(ms);
  return settled;
}

test("01 a worker whose stats() throws can still be removed", async () => {
  const errors: unknown[] = [];
  const hear = (error: unknown): void => void errors.push(error);
  process.on("unhandledRejection", hear);
  class Broken extends Custom {
    override stats(): never {
      throw new Error("stats are gone");
    }
  }
  const world = new World({ workerFactory: () => new Broken() });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  const closed = await settles(world, world.pool.close({ timeout: 100 }), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("unhandledRejection", hear);
  expect({ closed, unhandled: errors.length }).toEqual({ closed: true, unhandled: 0 });
});

test("02a a prober whose provider always fails does not hold the others for ever", async () => {
  let broken = false;
  const world = new World({ network: { autoPong: true } });
  const peer = (id: string, more = {}) =>
    world.pool.connect({ id, url: `wss://same.example/${id}`, ...more });
  peer("a", {
    headers: () => {
      if (broken) throw new Error("no token");
      return {};
    },
  });
  await world.pass();
  const a = world.network.latest;
  a.accept();
  peer("b");
  await world.pass();
  const b = world.network.latest;
  b.accept();
  await world.pass(10_000);
  // The origin goes down: both links are lost, the first dials get no answer.
  broken = false;
  a.drop();
  await world.pass(500);
  b.drop();
  await world.pass(600);
  // a dialled first and fails without an answer; it probes from now on.
  for (let i = 0; i < 40; i++) {
    await world.pass(100);
    const dial = world.network.latest;
    if (dial.state === "connecting") dial.refuse();
    if (world.of("dialfailed").some(({ id }) => id === "a")) break;
  }
  broken = true;
  const before = world.network.dials.length;
  // The origin is back and would take anybody.
  for (let i = 0; i < 3_600; i++) {
    await world.pass(1_000);
    const dial = world.network.latest;
    if (dial.state === "connecting") dial.accept();
  }
  expect({
    b: world.pool.get("b")?.state,
    dials: world.network.dials.length - before,
  }).toMatchObject({ b: "connected" });
});

test("02b a prober whose own path hangs does not hold the others for ever", async () => {
  const world = new World({
    network: {
      autoPong: true,
      onDial: (dial) => {
        // The path of a hangs, that of b is well but for the moment in which it is restarted.
        if (dial.target.url.endsWith("/b")) dial.accept();
      },
    },
  });
  world.pool.connect({ id: "b", url: "wss://same.example/b" });
  await world.pass(10_000);
  world.pool.connect({ id: "a", url: "wss://same.example/a" });
  await world.pass(10_050);
  expect(world.of("dialfailed").map(({ id }) => id)).toEqual(["a"]);
  // a comes back in 1,050 ms. b's link drops a little before that, and b would wait for as long.
  await world.pass(500);
  world.network.dials[0]?.drop();
  await world.pass(3_600_000);
  expect(world.pool.get("b")?.state).toBe("connected");
});

test("03 the close code of the peer is not lost to a send that comes while the socket closes", async () => {
  const world = new World();
  const dial = await world.connected();
  // ws has read the close frame and is CLOSING: it throws in `send`, and tells `close` a round trip later.
  dial.faults.sendThrows = true;
  world.pool.get("a")?.trySend("one more");
  dial.close(1008, "go away");
  await world.pass(10);
  expect(world.of("disconnected").map(({ code }) => code)).toEqual([1008]);
});

test("04 a socket that cannot pause is not cut for having been paused", async () => {
  const world = new World({ network: { pause: false, autoPong: true } });
  const dial = await world.connected();
  // A burst above the share, then a reader that keeps pace, far below the wall.
  for (let i = 0; i < 1_100; i++) dial.message("burst");
  for (let i = 0; i < 600; i++) world.pool.inbox.tryRead();
  for (let i = 0; i < 300; i++) {
    dial.message("steady");
    world.pool.inbox.tryRead();
    await world.pass(100);
  }
  expect(world.types).toEqual(["connected"]);
});

test("05 a queue that is cut while its peer dials is no fault of Skep", async () => {
  const errors: string[] = [];
  const nothing = (): void => {};
  const logger = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (message: string, { error }: { error?: unknown }) => errors.push(`${message} ${error}`),
  };
  const world = new World({ logger, inbox: { limit: { bytes: 1_000 } } });
  const a = await world.connected("a");
  for (let i = 0; i < 9; i++) a.message("x".repeat(100));
  a.drop();
  await world.pass(2_000);
  expect(world.pool.get("a")?.state).toBe("dialing");
  const b = await world.connected("b");
  b.message("y".repeat(200));
  await world.pass(10);
  expect(errors).toEqual([]);
});

test("06 a pool's signal that aborts inside a worker factory closes the pool", async () => {
  const thrown: unknown[] = [];
  const hear = (error: unknown): void => void thrown.push(error);
  process.on("uncaughtException", hear);
  const controller = new AbortController();
  const world = new World({
    signal: controller.signal,
    workerFactory: () => {
      controller.abort();
      return new Custom();
    },
  });
  try {
    world.pool.connect({ id: "a", url: "wss://a.example" });
  } catch {
    // A refusal would do as well.
  }
  const closed = await settles(world, world.pool.closed, 10_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("uncaughtException", hear);
  expect({ closed, thrown: thrown.length }).toEqual({ closed: true, thrown: 0 });
});

test("07 the pool's figures count what a removed peer loses later", async () => {
  const world = new World({ inbox: { limit: { bytes: 1_000 } } });
  const a = await world.connected("a");
  for (let i = 0; i < 9; i++) a.message("x".repeat(100));
  void world.pool.remove("a");
  await world.pass(10);
  const b = await world.connected("b");
  b.message("y".repeat(300));
  await world.pass(10);
  expect(world.pool.inbox.dropped).toBe(2);
  expect(world.pool.stats().dropped).toBe(2);
});

test("08 a timer without a number does not stop the clock of the pool", () => {
  const source = new ManualClock();
  const clock = new AlarmClock(source, { gap: () => {}, threw: () => {} });
  const told: string[] = [];
  clock.schedule(10, () => told.push("mine"));
  try {
    clock.schedule(undefined as unknown as number, () => told.push("nonsense"));
  } catch {
    // A refusal would do as well.
  }
  try {
    source.advance(1_000);
  } catch {
    // The source refuses NaN.
  }
  expect(told).toContain("mine");
});

test("09 a detached worker can dial no more", async () => {
  const worker = new Custom();
  worker.settles = false;
  const world = new World({ workerFactory: () => worker });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  const closed = world.pool.close();
  await world.pass(10_000);
  await closed;
  const nothing = (): void => {};
  const ticket = worker.plugin.dialer.enter(() => {
    worker.plugin.dialer.dial(
      ticket,
      { dial: 1, attempt: 1 },
      {
        resolved: nothing,
        unresolved: nothing,
        opened: nothing,
        closed: nothing,
        message: nothing,
        heard: nothing,
        pong: nothing,
        drained: nothing,
      },
    );
  });
  await world.pass(1_000);
  expect(world.network.dials.filter(({ state }) => state !== "closed")).toHaveLength(0);
});

test("10 a keepaliveTimeout below the ping interval does not kill a quiet, healthy link", async () => {
  const world = new World({ session: { keepaliveTimeout: 5_000 }, network: { autoPong: true } });
  await world.connected();
  await world.pass(60_000);
  expect(world.types).toEqual(["connected"]);
});

test("11 a peer that is registered while the page is hidden is not asked", async () => {
  let tell: (signal: Signal) => void = () => {};
  const signals = {
    subscribe: (listener: (signal: Signal) => void) => {
      tell = listener;
      return () => {};
    },
  };
  const world = new World({
    signals,
    network: { ping: false },
    session: { probe: { message: () => "probe" } },
  });
  const first = await world.connected("a");
  tell("hidden");
  const second = await world.connected("b");
  await world.pass(60_000);
  expect({ first: first.sent.length, second: second.sent.length }).toEqual({ first: 0, second: 0 });
  expect(world.types).toEqual(["connected", "connected"]);
});

test("12 a loop that is blocked for a second does not cancel every backoff", async () => {
  const world = new World({ network: { onDial: (dial) => void dial.refuse() } });
  for (let i = 0; i < 50; i++) world.pool.connect({ id: `p${i}`, url: `wss://p${i}.example` });
  await world.pass(300_000);
  const before = world.network.dials.length;
  // One minute in which the loop is held up for 1.2 s again and again.
  for (let i = 0; i < 30; i++) {
    world.clock.jump(1_200);
    await world.pass(800);
  }
  const held = world.network.dials.length - before;
  // With a backoff of 15 s on average each peer dials four or five times in a minute.
  expect(held).toBeLessThan(50 * 8);
});

test("13a a transport whose dial returns nothing does not block the process", async () => {
  const inner = new MemoryTransport({ autoAccept: true });
  const transport: Transport = {
    name: "forgetful",
    can: inner.can,
    dial: ((target: never, sink: never) => void inner.dial(target, sink)) as never,
  };
  const platform = globalThis.queueMicrotask;
  let tasks = 0;
  globalThis.queueMicrotask = (task) => {
    if (++tasks < 10_000) platform(task);
  };
  try {
    const world = new World({ transport });
    world.pool.connect({ id: "a", url: "wss://a.example" });
    await world.pass(100);
    expect(tasks).toBeLessThan(1_000);
  } finally {
    globalThis.queueMicrotask = platform;
  }
});

test("13b a dial that is given up inside transport.dial leaves no socket and no rejection", async () => {
  const errors: unknown[] = [];
  const hear = (error: unknown): void => void errors.push(error);
  process.on("unhandledRejection", hear);
  const inner = new MemoryTransport();
  let redialed = false;
  const transport: Transport = {
    name: "reentrant",
    can: inner.can,
    dial: (target, sink) => {
      const socket = inner.dial(target, sink);
      if (!redialed) {
        redialed = true;
        world.pool.get("a")?.redial();
      }
      return socket;
    },
  };
  const world = new World({ transport });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass(100);
  await new Promise((resolve) => setTimeout(resolve, 5));
  process.off("unhandledRejection", hear);
  expect({ unhandled: errors.length, terminated: inner.dials[0]?.terminated }).toEqual({
    unhandled: 0,
    terminated: true,
  });
});

test("14 retry.classify is obeyed when keepalive replaces a dial", async () => {
  const world = new World({
    session: {
      keepaliveTimeout: 1_000,
      retry: { classify: () => ({ retryAfter: 60_000 }) },
    },
  });
  await world.dialed();
  await world.pass(30_000);
  expect(world.network.dials).toHaveLength(1);
});

test("15 the pool lets go of its source of signals when it is closed", async () => {
  let attached = 0;
  const signals = {
    subscribe: () => {
      attached++;
      return () => void attached--;
    },
  };
  class Listening extends Custom {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.signals.subscribe(() => {});
      return super.start(plugin);
    }
  }
  const world = new World({ signals, workerFactory: () => new Listening() });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  await world.end();
  expect(attached).toBe(0);
});

test("17 a close inside a listener tells no disconnected before the other listeners heard connected", async () => {
  const world = new World();
  const heard: string[] = [];
  world.pool.addEventListener("connected", () => {
    void world.pool.close({ signal: AbortSignal.abort() });
  });
  world.pool.addEventListener("connected", () => heard.push("connected"));
  world.pool.addEventListener("disconnected", () => heard.push("disconnected"));
  const dial = await world.dialed();
  dial.accept();
  await world.pass(100);
  expect(heard).toEqual(["connected", "disconnected"]);
});

test("18 what onOpen sends is checked as what a peer sends", async () => {
  const world = new World({
    session: { onOpen: ({ send }) => send({ hello: 1 } as never) },
  });
  const dial = await world.dialed();
  dial.accept();
  await world.pass(10);
  expect(dial.sent).toEqual([]);
  expect(world.of("dialfailed").map(({ cause }) => cause.kind)).toEqual(["gate"]);
});
