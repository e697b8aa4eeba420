// What a second look at the pool found, each with its number in that list.

import { expect, test } from "vitest";
import { AlarmClock } from "../../src/base/alarm-clock.ts";
import type { SessionState, Signal, Transport } from "../../src/index.ts";
import type { PoolPlugin, Worker } from "../../src/worker/index.ts";
import { ManualClock, MemoryTransport } from "../../src/testing/index.ts";
import { World } from "./support/world.ts";

class Custom implements Worker {
  plugin!: PoolPlugin;
  done!: () => void;
  settles = true;
  readonly state: SessionState = "connected";
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
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect({ closed, unhandled: errors.length }).toEqual({ closed: true, unhandled: 0 });
});

test("02a a prober whose provider always fails does not hold the others for ever", async () => {
  let broken = false;
  const world = new World({
    network: {
      autoPong: true,
      // The path of b takes anybody, that of a is not there yet.
      onDial: (dial) => void (dial.target.url.endsWith("/b") ? dial.accept() : dial.refuse()),
    },
  });
  world.pool.connect({ id: "b", url: "wss://same.example/b" });
  await world.pass(10_000);
  const headers = (): Record<string, string> => {
    if (broken) throw new Error("no token");
    return {};
  };
  world.pool.connect({ id: "a", url: "wss://same.example/a", headers });
  await world.pass(500);
  broken = true;
  world.network.dials[0]?.drop();
  await world.pass(3_600_000);
  expect(world.pool.get("b")?.state).toBe("connected");
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
  // A burst above the share, then a reader that keeps pace, far below the limit.
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
    error: (message: string) => errors.push(message),
  };
  const world = new World({
    logger,
    network: { pause: false },
    inbox: { limit: { bytes: 1_000 } },
  });
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
  await new Promise((resolve) => setImmediate(resolve));
  process.off("uncaughtException", hear);
  expect({ closed, thrown: thrown.length }).toEqual({ closed: true, thrown: 0 });
});

test("07 the pool's figures count what a removed peer loses later", async () => {
  const world = new World({
    network: { pause: false },
    inbox: { limit: { bytes: 1_000 } },
  });
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
  const world = new World({ keepaliveTimeout: 5_000, network: { autoPong: true } });
  await world.connected();
  await world.pass(60_000);
  expect(world.types).toEqual(["connected"]);
});

test("11 a peer that is registered while the page is hidden is not asked", async () => {
  let tell: (signal: Signal) => void = () => {};
  const environment = {
    subscribe: (listener: (signal: Signal) => void) => {
      tell = listener;
      return () => {};
    },
  };
  const world = new World({
    environment,
    network: { ping: false },
    probe: { message: () => "probe" },
  });
  const first = await world.connected("a");
  tell("hidden");
  const second = await world.connected("b");
  await world.pass(60_000);
  expect({ first: first.sent.length, second: second.sent.length }).toEqual({ first: 0, second: 0 });
  expect(world.types).toEqual(["connected", "connected"]);
});

test("12 a loop that is held up for a second does not cancel every backoff", async () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const world = new World({ random, network: { onDial: (dial) => void dial.refuse() } });
  for (let i = 0; i < 200; i++) world.pool.connect({ id: `p${i}`, url: `wss://p${i}.example` });
  await world.pass(300_000);
  const calm = world.network.dials.length;
  await world.pass(60_000);
  const before = world.network.dials.length;
  // A minute in which the loop is blocked for 1.5 s every 3 s, as by handshakes on a busy core.
  for (let i = 0; i < 20; i++) {
    world.clock.jump(1_500);
    await world.pass(1_500);
  }
  const dials = world.network.dials.length - before;
  expect(dials).toBeLessThan(2 * (before - calm));
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
  let over = false;
  globalThis.queueMicrotask = (task) => {
    tasks++;
    platform(() => {
      if (!over) task();
    });
  };
  const world = new World({ transport });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass(1_000);
  over = true;
  globalThis.queueMicrotask = platform;
  expect(tasks).toBeLessThan(50);
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
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect({ unhandled: errors.length, terminated: inner.dials[0]?.terminated }).toEqual({
    unhandled: 0,
    terminated: true,
  });
});

test("14 retry.classify is obeyed when keepalive replaces a dial", async () => {
  const world = new World({
    keepaliveTimeout: 1_000,
    retry: { classify: () => ({ retryAfter: 60_000 }) },
  });
  await world.dialed();
  await world.pass(30_000);
  expect(world.network.dials).toHaveLength(1);
});

test("15 the pool lets go of its source of signals when it is closed", async () => {
  let attached = 0;
  const environment = {
    subscribe: () => {
      attached++;
      return () => void attached--;
    },
  };
  class Listening extends Custom {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.environment.subscribe(() => {});
      return super.start(plugin);
    }
  }
  const world = new World({ environment, workerFactory: () => new Listening() });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  await world.end();
  expect(attached).toBe(0);
});

test("16 what a socket still delivers after it was given up is counted and told", async () => {
  // As ws: the rest of a read is delivered after terminate().
  const world = new World({
    network: { pause: false, faults: { talksAfterClosed: true } },
    inbox: { limit: { bytes: 1_000 } },
  });
  const dial = await world.connected();
  for (let i = 0; i < 100; i++) dial.message("x".repeat(20));
  await world.pass(10);
  const read = world.read().length;
  await world.end();
  const told = world.of("overflow").reduce((sum, { dropped }) => sum + dropped, 0);
  expect({ read, told, dropped: world.pool.inbox.dropped }).toEqual({
    read: 50,
    told: 50,
    dropped: 50,
  });
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

test("18 a worker whose onReachable listener throws does not take another peer's link away", async () => {
  class Throwing extends Custom {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.dialer.onReachable(() => {
        throw new Error("reachable");
      });
      return super.start(plugin);
    }
  }
  const world = new World();
  world.pool.connect({
    id: "custom",
    url: "wss://same.example/custom",
    workerFactory: () => new Throwing(),
  });
  world.pool.connect({ id: "b", url: "wss://same.example/b" });
  await world.pass();
  world.network.latest.refuse();
  await world.pass(3_000);
  try {
    world.network.latest.accept();
  } catch {
    // With ws this is an uncaught exception, which ends the process.
  }
  await world.pass(10);
  expect(world.pool.get("b")?.state).toBe("connected");
});

test("19 a worker whose signals listener throws does not keep the signal from the others", async () => {
  let tell: (signal: Signal) => void = () => {};
  const environment = {
    subscribe: (listener: (signal: Signal) => void) => {
      tell = listener;
      return () => {};
    },
  };
  class Throwing extends Custom {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.environment.subscribe(() => {
        throw new Error("signal");
      });
      return super.start(plugin);
    }
  }
  const world = new World({ environment });
  world.pool.connect({
    id: "custom",
    url: "wss://custom.example",
    workerFactory: () => new Throwing(),
  });
  const dial = await world.connected("b");
  try {
    tell("online");
  } catch {
    // From the clock's own `woken` this ends the process.
  }
  expect(dial.pings).toBe(1);
});

test("19 a listener of a worker that throws is told as error, and the next one hears too", async () => {
  const heard: string[] = [];
  let source: (signal: Signal) => void = () => {};
  const environment = {
    subscribe: (listener: (signal: Signal) => void) => {
      source = listener;
      return () => {};
    },
  };
  class Touchy extends Custom {
    override start(plugin: PoolPlugin): Promise<void> {
      plugin.environment.subscribe(() => {
        throw new Error("no signals");
      });
      plugin.dialer.onReachable(() => {
        throw new Error("not reachable");
      });
      return super.start(plugin);
    }
  }
  const world = new World({ environment });
  world.pool.connect({ id: "t", url: "wss://one.example", workerFactory: () => new Touchy() });
  const dial = await world.dialed("one");
  world.pool.addEventListener("error", ({ error }) => heard.push((error as Error).message));
  dial.refuse();
  source("offline");
  await world.pass(2_000);
  world.network.latest.accept();
  await world.pass();
  expect(heard).toEqual(["no signals", "not reachable"]);
  expect(world.pool.get("one")?.state).toBe("connected");
  await world.end();
});

test("a pool keeps its process until it is closed, unless it is told not to", async () => {
  const world = new World({ unref: false, retry: { maxRetries: 0 } });
  expect(world.clock.pending).toBe(0);
  (await world.dialed()).refuse();
  await world.pass();
  expect(world.of("retired")).toHaveLength(1);
  expect(world.clock.pending).toBe(1);
  // 24.8 days later it still does.
  await world.pass(2 ** 31 + 1_000);
  expect(world.clock.pending).toBe(1);
  await world.end();
  expect(world.clock.pending).toBe(0);
});

test("a socket that nobody can let go is kept, without a word", async () => {
  const world = new World({ unref: true, network: { unref: false } });
  const dial = await world.connected();
  expect(dial.unrefd).toBe(false);
  await world.end();
});

test("a worker whose stats() throws has its state, and is stopped when it has ended", async () => {
  class Mute extends Custom {
    override stats(): never {
      throw new Error("no");
    }
  }
  const worker = new Mute();
  const world = new World({ workerFactory: () => worker });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect([peer.state, peer.stats().state]).toEqual(["connected", "connected"]);
  await peer.close();
  expect([peer.state, peer.stats().state]).toEqual(["stopped", "stopped"]);
  await world.end();
});

test("a worker whose state throws harms nobody: it says nothing of itself", async () => {
  const worker = new Custom();
  const world = new World({ workerFactory: () => worker });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  const fail = (): never => {
    throw new Error("no");
  };
  Object.defineProperties(worker, { state: { get: fail }, stats: { value: fail } });
  expect([peer.state, peer.stats().state]).toEqual(["idle", "idle"]);
  await world.end();
  expect([peer.state, peer.stats().state]).toEqual(["stopped", "stopped"]);
});

test("a worker that does not care whether its origin answers is not told, and harms nobody", async () => {
  const world = new World();
  world.pool.connect({
    id: "t",
    url: "wss://one.example",
    workerFactory: () => new Custom(),
  });
  (await world.dialed("one")).refuse();
  await world.pass(2_000);
  world.network.latest.accept();
  await world.pass();
  expect(world.types).toEqual(["dialfailed", "connected"]);
  await world.end();
});

test("a detached worker that dials with an old ticket gets a dial that is over", async () => {
  const worker = new Custom();
  worker.settles = false;
  const world = new World({ workerFactory: () => worker });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  const { dialer } = worker.plugin;
  const ticket = dialer.enter(() => {
    throw new Error("admitted at a bad time");
  });
  await world.pass();
  expect(world.of("error")).toMatchObject([{ error: { message: "admitted at a bad time" } }]);
  const closed = world.pool.close();
  await world.pass(10_000);
  await closed;
  const dialing = dialer.dial(ticket, { dial: 1, attempt: 1 }, {} as never);
  await world.pass();
  expect(dialing.socket).toBeUndefined();
  expect(world.network.dials).toEqual([]);
});
