// What the pool does with workers that keep their contract, and with those that break it.

import { expect, test, vi } from "vitest";
import {
  ConfigError,
  ConnectionClosedError,
  DialError,
  ReentrancyError,
  type SessionState,
} from "../../src/index.ts";
import {
  DefaultWorker,
  type DialSink,
  type PoolPlugin,
  type Worker,
  type WorkerContext,
} from "../../src/worker/index.ts";
import { World, type WorldOptions } from "./support/world.ts";
import { said } from "../../../../tools/production/said.ts";

/** A worker that does what the test says. */
class ScriptedWorker implements Worker {
  plugin!: PoolPlugin;
  stops = 0;
  settle!: { resolve: () => void; reject: (error: unknown) => void };
  settlesOnStop = true;
  state: SessionState = "connected";

  start(plugin: PoolPlugin): Promise<void> {
    this.plugin = plugin;
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  stop(): void {
    this.stops++;
    if (this.settlesOnStop) this.settle.resolve();
  }

  send(): Promise<void> {
    return Promise.resolve();
  }

  stats() {
    return { state: this.state };
  }
}

function scripted(options: WorldOptions = {}) {
  const worker = new ScriptedWorker();
  const world = new World({ ...options, workerFactory: () => worker });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  return { world, worker, peer };
}

const lost = () => new ConnectionClosedError({ phase: "live", kind: "lost" });

test("the plugin is this peer's own", () => {
  const { worker } = scripted({ pingInterval: 1_234 });
  const { plugin } = worker;
  expect(plugin.id).toBe("a");
  expect(plugin.signal.aborted).toBe(false);
  expect(plugin.connectionConfig).toMatchObject({ pingInterval: 1_234, closeTimeout: 2_000 });
  expect(plugin.inboxCounter.value).toBe(0);
  plugin.inbox.write("x", 1);
  expect(plugin.inboxCounter.value).toBe(1);
});

test("a state is read without any figures being computed for it", async () => {
  const { world, worker, peer } = scripted();
  const stats = vi.spyOn(worker, "stats");
  expect(peer.state).toBe("connected");
  worker.state = "waiting";
  expect(peer.state).toBe("waiting");
  expect(stats).not.toHaveBeenCalled();
  await world.end();
  const own = new World();
  await own.connected();
  const figures = vi.spyOn(DefaultWorker.prototype, "stats");
  expect(own.pool.get("a")?.state).toBe("connected");
  expect(figures).not.toHaveBeenCalled();
  figures.mockRestore();
  await own.end();
});

test("a worker whose start rejects is retired with the error", async () => {
  const { world, worker } = scripted();
  worker.settle.reject(new RangeError("no more"));
  await world.pass();
  expect(world.of("retired")).toMatchObject([
    { id: "a", cause: new RangeError("no more"), remaining: 0 },
  ]);
  expect(world.pool.peers()).toEqual([]);
  await world.end();
});

test("a worker whose start throws is retired with the error", async () => {
  const worker = new ScriptedWorker();
  worker.start = () => {
    throw new RangeError("not even that");
  };
  const world = new World({ workerFactory: () => worker });
  const peer = world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(world.of("retired")[0]?.cause).toEqual(new RangeError("not even that"));
  expect(peer.state).toBe("stopped");
  await world.end();
});

test("a worker that ends by itself is deregistered, and what it left open is told as disconnected", async () => {
  const { world, worker, peer } = scripted();
  worker.plugin.events.connected({ dial: 1, protocol: "" });
  worker.settle.resolve();
  await world.pass();
  expect(world.types).toEqual(["connected", "disconnected", "retired"]);
  expect(world.of("retired")[0]).toMatchObject({ cause: undefined, remaining: 0 });
  await expect(peer.send("x")).rejects.toThrow(said("not connected", "ERR_CONNECTION_UNAVAILABLE"));
  expect(peer.trySend("x")).toBe(false);
  peer.redial();
  await peer.close();
  await world.end();
});

test("connected and disconnected alternate, whatever the worker tells", async () => {
  const { world, worker } = scripted();
  const { events } = worker.plugin;
  events.disconnected({ dial: 1, cause: lost() });
  events.connected({ dial: 1, protocol: "" });
  events.connected({ dial: 2, protocol: "" });
  events.dialFailed({
    dial: 3,
    attempt: 1,
    cause: new DialError({ phase: "dial", kind: "network" }),
  });
  events.disconnected({ dial: 3, cause: lost() });
  expect(world.told.map(({ type, dial }) => [type, dial])).toEqual([
    ["connected", 1],
    ["disconnected", 1],
    ["connected", 2],
    ["disconnected", 2],
    ["dialfailed", 3],
  ]);
  await world.end();
});

test("a stop aborts the signal first, then stops the worker, once", async () => {
  const { world, worker, peer } = scripted();
  let aborted: boolean | undefined;
  worker.plugin.signal.addEventListener("abort", () => {
    aborted = worker.stops === 0;
  });
  void peer.close();
  void peer.close();
  await world.pass();
  expect(aborted).toBe(true);
  expect(worker.stops).toBe(1);
  await world.end();
});

test("a worker that does not settle after stop is detached and told, and what it writes then is counted", async () => {
  const { world, worker, peer } = scripted({ stopTimeout: 1_500 });
  worker.settlesOnStop = false;
  worker.plugin.events.connected({ dial: 1, protocol: "" });
  let ended = false;
  void peer.close().then(() => {
    ended = true;
  });
  await world.pass(1_400);
  expect(ended).toBe(false);
  await world.pass(200);
  expect(ended).toBe(true);
  expect(world.types).toEqual(["connected", "warning", "disconnected"]);
  expect(world.of("warning")[0]?.message).toBe(
    said(
      "The worker did not end within stopTimeout (1500 ms); it was detached.",
      "WARN_DETACHED 1500",
    ),
  );
  worker.plugin.inbox.write("late", 1);
  worker.plugin.events.connected({ dial: 2, protocol: "" });
  worker.plugin.events.disconnected({ dial: 2, cause: lost() });
  worker.plugin.events.dialFailed({
    dial: 2,
    attempt: 1,
    cause: new DialError({ phase: "dial", kind: "network" }),
  });
  worker.settle.resolve();
  await world.pass();
  expect(world.texts()).toEqual([]);
  expect(peer.stats().dropped).toBe(1);
  expect(world.of("overflow")).toMatchObject([{ dropped: 1, why: "ended" }]);
  await world.end();
});

test("a worker that throws where its link is cut is told, and the pool closes all the same", async () => {
  const { world, worker } = scripted();
  const { dialer } = worker.plugin;
  const quiet = Object.fromEntries(
    ["resolved", "unresolved", "opened"].map((name) => [name, () => {}]),
  );
  const mine = new Error("mine");
  const closed = (): never => {
    throw mine;
  };
  const sink = { ...quiet, closed } as unknown as DialSink;
  const ticket = dialer.enter(() => dialer.dial(ticket, { dial: 1, attempt: 1 }, sink));
  await world.pass();
  world.network.latest.accept();
  const end = world.pool.close({ signal: AbortSignal.abort() });
  await world.pass();
  await end;
  expect(world.of("error")).toMatchObject([{ error: mine }]);
});

test("a worker whose stop throws is told, and detached in its time", async () => {
  const { world, worker, peer } = scripted();
  worker.stop = () => {
    throw new RangeError("never");
  };
  void peer.close();
  expect(world.of("error")[0]?.error).toEqual(new RangeError("never"));
  await world.pass(5_100);
  expect(world.types).toEqual(["error", "warning"]);
  await world.end();
});

test("the pool cannot be called from inside a worker factory", async () => {
  const world = new World();
  const tries: ((context: WorkerContext) => unknown)[] = [
    () => world.pool.connect("wss://b.example"),
    () => world.pool.close(),
  ];
  for (const tried of tries)
    expect(() =>
      world.pool.connect({
        url: "wss://a.example",
        workerFactory(context) {
          tried(context);
          return new DefaultWorker();
        },
      }),
    ).toThrow(ReentrancyError);
  let removed: Promise<void> | undefined;
  let sent: Promise<void> | undefined;
  world.pool.connect({
    url: "wss://a.example",
    workerFactory() {
      removed = world.pool.remove("x");
      sent = world.pool.send("x", "y");
      void removed.catch(() => {});
      void sent.catch(() => {});
      return new DefaultWorker();
    },
  });
  await expect(removed).rejects.toThrow(ReentrancyError);
  await expect(sent).rejects.toThrow(ReentrancyError);
  await world.end();
});

test("a worker may use the dialer as it likes: dials are paced, told in order, and cut when it is stopped", async () => {
  const { world, worker, peer } = scripted();
  const { dialer } = worker.plugin;
  const told: string[] = [];
  const ticket = dialer.enter(() => told.push("admitted"));
  expect(told).toEqual([]);
  await world.pass();
  const dialing = dialer.dial(
    ticket,
    { dial: 1, attempt: 1 },
    {
      resolved: () => told.push(`resolved ${dialing.socket !== undefined}`),
      unresolved: () => told.push("unresolved"),
      opened: () => told.push("opened"),
      message: (data) => told.push(`message ${String(data)}`),
      heard: () => told.push("heard"),
      pong: () => told.push("pong"),
      drained: () => told.push("drained"),
      closed: ({ code }) => told.push(`closed ${code}`),
    },
  );
  expect(told).toEqual(["admitted"]);
  await world.pass();
  const dial = world.network.latest;
  dial.accept();
  dial.message("hi");
  dial.ping();
  dial.pong();
  dial.drain();
  worker.settlesOnStop = false;
  const closed = world.pool.close({ timeout: 100 });
  await world.pass(200);
  await closed;
  expect(told).toEqual([
    "admitted",
    "resolved true",
    "opened",
    "message hi",
    "heard",
    "pong",
    "drained",
    "closed 1006",
  ]);
  dialing.abandon();
  dialing.abandon();
  expect(dial.terminated).toBe(true);
  expect(peer.state).toBe("stopped");
});

test("the default worker can be started by another one, with another inbox", async () => {
  const written: [string | Uint8Array, number][] = [];
  const world = new World({
    workerFactory() {
      const inner = new DefaultWorker();
      return {
        start: (plugin) =>
          inner.start({
            ...plugin,
            inbox: {
              ...{
                received: 0,
                bytesReceived: 0,
                listen() {},
                paused() {},
                drop() {},
                hold: () => ({ take: () => undefined, release() {}, discard() {} }),
              },
              write(data, dial) {
                written.push([data, dial]);
                return "ok";
              },
            },
          }),
        stop: (goodbye) => inner.stop(goodbye),
        send: (data, options) => inner.send(data, options),
        get state() {
          return inner.state;
        },
        stats: () => inner.stats(),
      };
    },
  });
  const dial = await world.connected();
  dial.message("not for the pool");
  expect(written).toEqual([["not for the pool", 1]]);
  expect(world.pool.inbox.size).toBe(0);
  expect(world.pool.get("a")?.trySend("x")).toBe(false);
  await world.end();
});

test("a dialer that tells what cannot be is a fault that is logged; the session goes on", async () => {
  let former: DialSink | undefined;
  const lines: string[] = [];
  const nothing = (): void => {};
  const world = new World({
    logger: {
      debug: nothing,
      info: nothing,
      warn: nothing,
      error: (_, { error }) => lines.push((error as Error).message),
    },
    workerFactory() {
      const inner = new DefaultWorker();
      const start = inner.start.bind(inner);
      return Object.assign(inner, {
        start: (plugin: PoolPlugin) =>
          start({
            ...plugin,
            dialer: {
              onReachable: () => {},
              enter: (admitted, options) => plugin.dialer.enter(admitted, options),
              dial: (ticket, request, sink) =>
                plugin.dialer.dial(ticket, request, {
                  ...{ heard() {}, pong() {}, drained() {}, unresolved() {} },
                  resolved: () => sink.resolved(),
                  opened(info) {
                    former ??= sink;
                    sink.opened(info);
                    sink.resolved();
                  },
                  message: (data) => sink.message(data),
                  closed: (report) => sink.closed(report),
                }),
            },
          }),
      });
    },
  });
  const dial = await world.connected();
  // A former link speaks: it is not heard.
  world.pool.get("a")?.redial();
  former?.closed({ code: 1_000, reason: "" });
  await world.pass(110);
  expect(world.types).toEqual(["connected", "error", "disconnected"]);
  world.network.latest.accept();
  lines.splice(1);
  expect(lines).toEqual(["resolved cannot happen while connected (in connected)"]);
  expect(dial.terminated).toBe(true);
  world.network.latest.message("still works");
  expect(world.texts()).toEqual(["still works"]);
  await world.end();
});

test("a worker is started once, and one that was stopped before its start never dials", async () => {
  const worker = new DefaultWorker();
  worker.stop();
  worker.redial();
  expect(worker.stats().state).toBe("stopped");
  await expect(worker.send("x")).rejects.toThrow(said("not connected but stopped", "stopped"));
  const world = new World({ workerFactory: () => worker });
  world.pool.connect({ id: "a", url: "wss://a.example" });
  await world.pass();
  expect(world.types).toEqual(["retired"]);
  await expect(worker.start({} as PoolPlugin)).rejects.toThrow(
    said("start can be called only once", "ERR_STARTED_TWICE"),
  );
  await world.end();
});

test("what is no option of a close is refused, and nothing is closed", async () => {
  const world = new World();
  const { pool } = world;
  expect(() => pool.close({ code: 1_001 })).toThrow(ConfigError);
  expect(() => pool.close({ reason: "x".repeat(124) })).toThrow(/reason/);
  expect(() => pool.close({ timeout: -1 })).toThrow(/timeout .*-1/);
  expect(() => pool.close({ signal: {} as AbortSignal })).toThrow(/signal/);
  pool.connect("wss://a.example");
  expect(pool.peers()).toHaveLength(1);
  await world.end();
});

test("what a worker schedules may throw: it is told as error, and other timers go on", async () => {
  const { world, worker } = scripted();
  const { clock } = worker.plugin;
  const told: string[] = [];
  clock.schedule(10, () => {
    throw new RangeError("in a timer");
  });
  clock.schedule(10, () => told.push("me too"));
  await world.pass(20);
  expect(told).toEqual(["me too"]);
  expect(world.of("error")[0]?.error).toEqual(new RangeError("in a timer"));
  await world.end();
});
