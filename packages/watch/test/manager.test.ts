// A manager on a manual clock: names, dependencies, places, the environment, and its end.

import { describe, expect, test, vi } from "vitest";
import type { Signal } from "@skep/core/base";
import { Manager, WatcherExistsError, WatchStoppedError } from "@skep/watch";
import { changesOf, PlayedService, world } from "./support/service.ts";

const refused = new Error("connection refused");

describe("a manager", () => {
  test("waits for a watcher that is ending, whoever has stopped it, when that is removed", async () => {
    const { clock, manager, watch } = world();
    let release = (): void => {};
    const watcher = watch({ onReady: () => new Promise<void>((resolve) => (release = resolve)) });
    await clock.run();
    void watcher.stop();
    let isRemoved = false;
    const removed = manager.remove("db").then(() => (isRemoved = true));
    await clock.settle();
    expect(isRemoved).toBe(false);
    release();
    await removed;
  });

  test("watches a name once, and again when its watcher was removed", async () => {
    const { clock, manager, watch } = world();
    const first = watch();
    expect(() => watch()).toThrow(WatcherExistsError);
    expect(manager.get("db")).toBe(first);
    await manager.remove("db");
    await manager.remove("db");
    expect(manager.get("db")).toBeUndefined();
    const second = watch();
    await clock.run();
    expect([first.state, second.state, manager.watchers()]).toEqual(["unknown", "ready", [second]]);
  });

  test("stops all watchers at once, leaves no timer, and watches nothing any more", async () => {
    const { clock, manager, watch } = world();
    const first = watch();
    const second = manager.watch({ name: "b", probe: () => new Promise(() => {}) });
    await clock.run(100);
    const reader = manager.transitions()[Symbol.asyncIterator]();
    await Promise.all([manager.stop(), manager.stop()]);
    await Promise.all([first.closed, second.closed, manager[Symbol.asyncDispose]()]);
    expect([clock.pending, manager.status()]).toEqual([0, {}]);
    expect(await reader.next()).toEqual({ value: undefined, done: true });
    expect(() => watch()).toThrow(WatchStoppedError);
  });

  test("waits for the callback of a watcher that was stopped before it", async () => {
    const { clock, manager, watch } = world();
    const abort = new AbortController();
    const passes = () => new Promise<void>((resolve) => void clock.schedule(500, resolve));
    const watcher = watch({ signal: abort.signal, onReady: passes });
    await clock.run();
    abort.abort();
    const told: string[] = [];
    void watcher.closed.then(() => told.push("watcher"));
    void manager.stop().then(() => told.push("manager"));
    await clock.run(499);
    expect(told).toEqual([]);
    await clock.run(1);
    expect(told).toEqual(["watcher", "manager"]);
  });

  test("takes no watcher whose signal has aborted", () => {
    const { manager, watch } = world();
    expect(() => watch({ signal: AbortSignal.abort(refused) })).toThrow(refused);
    expect(manager.watchers()).toEqual([]);
  });

  test("has one listener on a signal that all its watchers share", async () => {
    const { clock, manager } = world();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    for (let at = 0; at < 20; at += 1) manager.watch({ name: `s${at}`, probe: () => true, signal });
    await clock.run();
    expect(added).toHaveBeenCalledTimes(1);
  });

  test("counts probes and changes of each service", async () => {
    const { clock, manager, service, watch } = world();
    watch();
    await clock.run();
    service.answer = refused;
    await clock.run(62_000);
    expect([...manager.counts()]).toEqual([["db", { good: 1, failed: 2, transitions: 2 }]]);
  });

  test("lets so many probes run at once; the others wait in line, which is no time of theirs", async () => {
    const { clock, manager } = world({ maxInFlight: 2 });
    let [running, most] = [0, 0];
    const watchers = Array.from({ length: 6 }, (_, at) =>
      manager.watch({
        name: `s${at}`,
        backoff: { probeTimeout: 150 },
        probe: async () => {
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => void clock.schedule(100, resolve));
          running--;
        },
      }),
    );
    await clock.run(100);
    expect(watchers.map(({ isReady }) => isReady)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    await clock.run(200);
    expect(most).toBe(2);
    expect(watchers.map(({ state, status }) => [state, status.name])).toEqual(
      watchers.map(() => ["ready", "status"]),
    );
    await manager.stop();
  });

  test("frees the place of a watcher that is removed while it waits for one, or has one", async () => {
    const { clock, manager } = world({ maxInFlight: 1 });
    const hanging = { probe: () => new Promise(() => {}) };
    manager.watch({ name: "a", ...hanging });
    manager.watch({ name: "b", ...hanging });
    const last = manager.watch({ name: "c", probe: () => true });
    await clock.run(1);
    await manager.remove("b");
    expect(last.state).toBe("unknown");
    await manager.remove("a");
    await clock.run();
    expect(last.state).toBe("ready");
  });
});

describe("a service that depends on another one", () => {
  async function two() {
    const all = world();
    const { clock, manager } = all;
    const database = new PlayedService(clock);
    const api = new PlayedService(clock);
    const changes = changesOf(manager);
    manager.watch({ name: "database", probe: database.probe });
    manager.watch({ name: "api", probe: api.probe, dependsOn: "database" });
    await clock.run(1_000);
    changes.length = 0;
    return { ...all, database, api, changes };
  }

  test("is unknown with that reason while the other one is down: one event of a fault for one cause", async () => {
    const { api, changes, clock, database } = await two();
    [database.answer, api.answer] = [refused, refused];
    await clock.run(60_000);
    expect(changes).toEqual(["database: ready>down", "api: ready>unknown (dependency)"]);
  });

  test("is so too where it is noticed first: the other one is probed before anything is said", async () => {
    const { api, changes, clock, database, manager } = await two();
    [database.answer, api.answer] = [refused, refused];
    await manager.get("api")?.probeNow();
    expect(database.startSeconds).toEqual([0, 1]);
    expect(changes).toEqual(["database: ready>down", "api: ready>unknown (dependency)"]);
    await clock.run();
  });

  test("is down by itself where the other one answers", async () => {
    const { api, changes, clock } = await two();
    api.answer = refused;
    await clock.run(60_000);
    expect(changes).toEqual(["api: ready>down"]);
  });

  test("is probed at once when the other one is back, and its own state is told then", async () => {
    const { api, changes, clock, database } = await two();
    [database.answer, api.answer] = [refused, refused];
    await clock.run(60_000);
    database.answer = true;
    changes.length = 0;
    await clock.run(2_000);
    expect(changes).toEqual(["database: down>ready", "api: unknown>down"]);
    api.answer = true;
    await clock.run(2_000);
    expect(changes.at(-1)).toBe("api: down>ready");
  });

  test("is not down because of a probe that began before the other one was back", async () => {
    const { api, changes, clock, database, manager } = await two();
    [database.answer, api.answer] = [refused, refused];
    await clock.run(60_000);
    // It hangs on the database that is away, and then says so.
    api.takes = 8_000;
    const asked = manager.get("api")?.probeNow();
    await clock.run(1_000);
    database.answer = true;
    [api.answer, api.takes] = [true, 0];
    changes.length = 0;
    await clock.run(8_000);
    await asked;
    expect(changes).toEqual(["database: down>ready", "api: unknown>ready"]);
  });

  test("hands that on to those that depend on it, and a removed one holds nobody", async () => {
    const { api, changes, clock, database, manager } = await two();
    manager.watch({ name: "page", probe: () => true, dependsOn: "api" });
    await clock.run();
    [database.answer, api.answer] = [refused, refused];
    await clock.run(60_000);
    expect(changes.slice(1)).toEqual([
      "database: ready>down",
      "api: ready>unknown (dependency)",
      "page: ready>unknown (dependency)",
    ]);
    api.answer = true;
    await manager.remove("database");
    await clock.run();
    expect(changes.slice(4)).toEqual(["api: unknown>ready", "page: unknown>ready"]);
    expect(manager.get("api")?.status().depends_on).toBe("database");
  });

  test("is unknown from the beginning where the other one is down already", async () => {
    const { changes, clock, database, manager } = await two();
    database.answer = refused;
    await clock.run(60_000);
    changes.length = 0;
    const late = manager.watch({ name: "late", probe: () => true, dependsOn: "database" });
    await clock.run();
    expect(late.status()).toMatchObject({ state: "unknown", reason: "dependency" });
  });
});

describe("the environment", () => {
  function surrounded() {
    let tell = (_: Signal): void => {};
    const left = vi.fn();
    const environment = {
      subscribe: (listener: (signal: Signal) => void) => {
        tell = listener;
        return left;
      },
    };
    return { ...world({ environment }), left, tell: (signal: Signal) => tell(signal) };
  }

  test.each(["online", "visible", "woken"] as const)(
    "that says %s causes a probe of everything",
    async (signal) => {
      const { clock, service, tell, watch } = surrounded();
      watch();
      await clock.run(10_000);
      tell(signal);
      await clock.run(1_000);
      expect(service.startSeconds).toEqual([0, 10]);
    },
  );

  test("that says offline from the beginning is heard by who listens from the beginning", async () => {
    const environment = {
      subscribe: (listener: (signal: Signal) => void) => {
        listener("offline");
        return () => {};
      },
    };
    const { clock, manager, service, watch } = world({ environment });
    const lost: unknown[] = [];
    manager.addEventListener("uplink", ({ isLost }) => void lost.push(isLost));
    service.answer = refused;
    const watcher = watch();
    await clock.run();
    expect([lost, watcher.state]).toEqual([[true], "unknown"]);

    const stopped = new Manager({ environment, clock });
    stopped.addEventListener("uplink", () => void lost.push("after the end"));
    await stopped.stop();
    expect(lost).toEqual([true]);
  });

  test("that says hidden makes late timers no stall: what fails then counts", async () => {
    const { clock, service, tell, watch } = surrounded();
    const watcher = watch();
    await clock.run(10_000);
    tell("hidden");
    [service.takes, service.answer] = [5_000, refused];
    void watcher.probeNow();
    await clock.settle();
    // The timers of a page that has been hidden for a while come once in a minute.
    clock.jump(60_000);
    await clock.run();
    expect(watcher.state).toBe("down");
  });

  test("that says online is followed by another probe at once where one that began before it fails", async () => {
    const { clock, manager, service, tell, watch } = surrounded();
    const changes = changesOf(manager);
    const watcher = watch();
    await clock.run(10_000);
    [service.takes, service.answer] = [5_000, refused];
    void watcher.probeNow();
    await clock.run(1_000);
    [service.takes, service.answer] = [0, true];
    tell("online");
    await clock.run(4_000);
    expect(service.startSeconds).toEqual([0, 10, 15]);
    expect(changes).toEqual(["db: unknown>ready"]);
  });

  test("that says offline makes a failing service unknown, until it says online", async () => {
    const { clock, manager, service, tell, watch } = surrounded();
    const changes = changesOf(manager);
    const uplink: unknown[] = [];
    manager.addEventListener(
      "uplink",
      ({ isLost, names, reason }) => void uplink.push([isLost, reason, names]),
    );
    watch();
    await clock.run(1_000);
    tell("offline");
    service.answer = refused;
    await clock.run(60_000);
    expect(changes.at(-1)).toBe("db: ready>unknown (uplink)");
    service.answer = true;
    tell("online");
    await clock.run();
    expect(changes.at(-1)).toBe("db: unknown>ready");
    expect(uplink).toEqual([
      [true, "offline", []],
      [false, "offline", []],
    ]);
  });

  test("that is offline for good is no excuse for ever", async () => {
    const { clock, manager, service, tell, watch } = surrounded();
    const changes = changesOf(manager);
    watch();
    await clock.run(1_000);
    tell("offline");
    service.answer = refused;
    await clock.run(60_000 + 69_000 - 1_000);
    expect(changes.at(-1)).toBe("db: ready>unknown (uplink)");
    await clock.run(2_000);
    expect(changes.at(-1)).toBe("db: unknown>down");
  });

  test("is left when the manager stops", async () => {
    const { left, manager } = surrounded();
    await manager.stop();
    expect(left).toHaveBeenCalledTimes(1);
  });
});

describe("what listeners of a manager throw", () => {
  test("is told as an error, logged, and harms nothing", async () => {
    const error = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error };
    const { clock, manager, watch } = world({ logger });
    const errors = vi.fn();
    manager.addEventListener("error", ({ error: thrown, name }) => errors(name, thrown));
    manager.addEventListener("error", () => {
      throw refused;
    });
    manager.addEventListener("transition", () => {
      throw refused;
    });
    const watcher = watch();
    await clock.run();
    expect(watcher.isReady).toBe(true);
    expect(errors.mock.calls).toEqual([[undefined, refused]]);
    expect(error.mock.calls.length).toBe(2);
    expect(logger.info.mock.calls).toEqual([
      ["It is ready now.", { component: "watch", service: "db" }],
    ]);
  });
});

test("a manager with the clock of the system probes in real time, and its timers need not keep the process", async () => {
  await using manager = new Manager({ unref: true });
  const watcher = manager.watch({ name: "real", probe: () => true });
  await watcher.whenReady();
  expect(watcher.isReady).toBe(true);
});
