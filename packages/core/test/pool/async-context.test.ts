// Code of the application runs in the async context in which it was registered, whoever's timer or socket caused the call.
import { describe, expect, test } from "vitest";
import type { PeerOptions, Signal } from "../../src/index.ts";
import type { PoolPlugin, Worker } from "../../src/worker/index.ts";
import { NamedContext, World, type WorldOptions } from "./support/world.ts";

const SOON = { initialDelay: 200, minDelay: 100, jitter: "none" } as const;

/** Says in which context it was called, and what it was. */
function scene() {
  const context = new NamedContext();
  const said: string[] = [];
  const say =
    <T>(what: string, result: T) =>
    (): T => {
      said.push(`${what} in ${context.name}`);
      return result;
    };
  const open = (options: WorldOptions = {}): World =>
    context.run("pool", () => new World({ asyncContext: context, ...options }));
  const connect = (world: World, id: string, options: Partial<PeerOptions>) =>
    context.run(id, () => world.pool.connect({ id, url: `wss://${id}.example`, ...options }));
  return { context, said, say, open, connect };
}

describe("two tenants of one pool", () => {
  test("a provider is asked in the context of its own peer on every dial, whoever armed the timer", async () => {
    const { said, say, open, connect } = scene();
    const world = open({ retry: SOON, headers: say("pool headers", {}) });
    for (const id of ["A", "B"])
      connect(world, id, {
        url: say(`url of ${id}`, "wss://one.example"),
        protocols: say(`protocols of ${id}`, []),
        headers: say(`headers of ${id}`, {}),
      });
    await world.pass(10);
    for (const dial of world.network.dials) dial.accept();
    await world.pass();
    for (const dial of world.network.dials) dial.drop();
    await world.pass(300);
    expect(world.network.dials).toHaveLength(4);
    const asked = ["A", "B"].flatMap((id) => [
      `url of ${id} in ${id}`,
      `protocols of ${id} in ${id}`,
      "pool headers in pool",
      `headers of ${id} in ${id}`,
    ]);
    expect(said.toSorted()).toEqual([...asked, ...asked].toSorted());
    await world.end();
  });

  test("a transport dials in the context of the peer, so that what its sockets call runs there", async () => {
    const { context, open, connect } = scene();
    const world = open({ retry: SOON });
    const dialled: string[] = [];
    const { network } = world;
    const transport = {
      name: "mine",
      can: network.can,
      dial: (...args: Parameters<typeof network.dial>) => {
        dialled.push(context.name);
        return network.dial(...args);
      },
    };
    for (const id of ["A", "B"]) connect(world, id, { transport });
    await world.pass(10);
    for (const dial of network.dials) dial.refuse();
    await world.pass(300);
    expect(dialled).toEqual(["A", "B", "A", "B"]);
    await world.end();
  });

  test("hooks run where they were given: those of a peer in its own, those of the pool in the pool's", async () => {
    const { said, say, open, connect } = scene();
    const hooks = (of: string) => ({
      onOpen: say(`onOpen of ${of}`, undefined),
      ready: say(`ready of ${of}`, true),
      retry: { ...SOON, classify: say(`classify of ${of}`, "retry" as const) },
      keepaliveTimeout: 20_000,
    });
    class Probe {
      readonly #message = say("probe", "?");
      message(): string {
        return this.#message();
      }
      isAnswer(): boolean {
        return say("answer", false)();
      }
    }
    const world = open({ ...hooks("pool"), network: { ping: false } });
    connect(world, "A", { ...hooks("A"), probe: new Probe() });
    connect(world, "B", {});
    await world.pass(10);
    for (const dial of world.network.dials) {
      dial.accept();
      await world.pass();
      dial.message("hello");
      await world.pass();
    }
    await world.pass(11_000);
    for (const dial of world.network.dials) dial.drop();
    await world.pass();
    expect([...new Set(said)].toSorted()).toEqual([
      "answer in A",
      "classify of A in A",
      "classify of pool in pool",
      "onOpen of A in A",
      "onOpen of pool in pool",
      "probe in A",
      "ready of A in A",
      "ready of pool in pool",
    ]);
    await world.end();
  });

  test("a listener runs where it was added, a logger and signals where the pool was made", async () => {
    const { context, said, say, open, connect } = scene();
    const log = say("log", undefined);
    const stop = say("signals end", undefined);
    let subscribed = "";
    const world = open({
      logger: { debug: log, info: log, warn: log, error: log },
      environment: { subscribe: () => ((subscribed = context.name), stop) },
    });
    context.run("L", () => world.pool.addEventListener("connected", say("listener", undefined)));
    connect(world, "A", {});
    await world.pass(10);
    world.network.latest.accept();
    await world.pass();
    expect(said).toEqual(["log in pool", "listener in L"]);
    expect(subscribed).toBe("pool");
    await world.end();
  });
});

test("a worker of the application is called back in the context of its peer", async () => {
  const { context, said, say, open, connect } = scene();
  let plugin!: PoolPlugin;
  let tell!: (signal: Signal) => void;
  const worker: Worker = {
    start: (given) => {
      plugin = given;
      return new Promise(() => {});
    },
    stop: () => {},
    send: () => Promise.resolve(),
    state: "connected",
    stats: () => ({ state: "connected" }),
  };
  const environment = { subscribe: (listener: typeof tell) => ((tell = listener), () => {}) };
  const world = open({
    environment,
    stopTimeout: 0,
    inbox: { capacity: 1, limit: { messages: 4 }, maxPause: 1_000 },
  });
  connect(world, "A", { workerFactory: () => worker });
  plugin.clock.schedule(10, say("alarm", undefined));
  // The last one counts; one without `full` is told by its writes alone.
  plugin.inbox.listen({ resume: say("nothing", undefined) });
  plugin.inbox.listen({ resume: say("resume", undefined), full: say("full", undefined) });
  plugin.environment.subscribe(say("signal", undefined));
  plugin.dialer.onReachable(say("reachable", undefined));
  plugin.dialer.enter(say("admitted", undefined));
  expect(plugin.clock.now()).toBe(world.clock.now());
  expect("yield" in plugin.clock).toBe(plugin.clock.yield !== undefined);
  await context.run("other", async () => {
    tell("online");
    await world.pass(10);
  });
  // Of an inbox that was read: the links of one that never is are not ended.
  world.texts();
  while (plugin.inbox.write("m", 1) === "ok");
  plugin.inbox.paused();
  await world.pass(1_100);
  world.texts();
  await world.pass();
  expect([...new Set(said)].toSorted()).toEqual([
    "admitted in A",
    "alarm in A",
    "full in A",
    "resume in A",
    "signal in A",
  ]);
  await world.end();
});

test("a signal that a provider or a gate was given aborts in the context of its peer", async () => {
  const { context, said, say, open, connect } = scene();
  const world = open({ dialTimeout: 1_000 });
  connect(world, "A", {
    url: ({ signal }) => {
      signal.addEventListener("abort", say("provider", undefined));
      return new Promise(() => {});
    },
  });
  connect(world, "B", {
    onOpen: (link) => link.signal.addEventListener("abort", say("gate", undefined)),
  });
  await world.pass(10);
  world.network.latest.accept();
  await world.pass();
  context.run("other", () => world.network.latest.drop());
  await world.pass(1_000);
  expect(said).toEqual(["gate in B", "provider in A"]);
  await world.end();
});

test("a worker of the application is stopped and redials in the context of its peer, also later", async () => {
  const { said, say, open, connect } = scene();
  let plugin!: PoolPlugin;
  const worker: Worker = {
    start: (given) => ((plugin = given), new Promise(() => {})),
    stop: say("stop", undefined),
    redial: say("redial", undefined),
    send: () => Promise.resolve(),
    state: "connected",
    stats: () => ({ state: "connected" }),
  };
  const world = open();
  const peer = connect(world, "A", { workerFactory: () => worker });
  plugin.events.connected({ dial: 1, protocol: "" });
  plugin.signal.addEventListener("abort", say("abort", undefined));
  peer.redial({ within: 100 });
  await world.pass(100);
  void peer.close({ linger: 100 });
  await world.pass(200);
  expect(said).toEqual(["redial in A", "abort in A", "stop in A"]);
  await world.end();
});

test("a context is captured once a registration, not once a message or a dial", async () => {
  const { context, open, connect } = scene();
  const world = open({ retry: SOON, ready: () => true });
  const before = context.captured;
  connect(world, "A", {});
  expect(context.captured).toBe(before + 1);
  for (let index = 0; index < 3; index++) {
    await world.pass(300);
    world.network.latest.accept();
    await world.pass();
    for (let message = 0; message < 10; message++) world.network.latest.message("m");
    world.network.latest.drop();
  }
  expect(context.captured).toBe(before + 1);
  await world.end();
});

test("without a port nothing is captured, and functions are those that were given", () => {
  let options: unknown;
  const world = new World();
  const url = (): string => "wss://a.example";
  const worker = {
    start: () => Promise.resolve(),
    stop: () => {},
    send: () => Promise.resolve(),
    state: "idle" as const,
    stats: () => ({ state: "idle" }) as const,
  };
  world.pool.connect({
    id: "a",
    url,
    workerFactory: (context) => ((options = context.options), worker),
  });
  expect(options).toMatchObject({ url });
});
