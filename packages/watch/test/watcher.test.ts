// A watcher on a manual clock: when it probes, what it says, and what it tells.

import { runInNewContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { ProbeError, ProbeTimeoutError, type Transition, WatchStoppedError } from "@skep/watch";
import { changesOf, textOf, world } from "./support/service.ts";

const refused = new Error("connection refused");

describe("a watcher probes", () => {
  test("at 0, 2, 6, 14, 30, 62, 122, 182, 242 and 302 s and then every 60 s, where everything fails", async () => {
    const { clock, service, watch } = world();
    service.answer = refused;
    watch();
    await clock.run(500_000);
    const startup = [0, 2, 6, 14, 30, 62, 122, 182, 242, 302];
    expect(service.startSeconds).toEqual([...startup, 362, 422, 482]);
  });

  test("every 60 s from start to start while the service is ready, however long a probe takes", async () => {
    const { clock, service, watch } = world();
    service.takes = 3_000;
    watch();
    await clock.run(200_000);
    expect(service.startSeconds).toEqual([0, 60, 120, 180]);
  });

  test("soon again after a loss, with the same waits as at the beginning", async () => {
    const { clock, service, watch } = world();
    watch();
    await clock.run(59_000);
    service.answer = refused;
    await clock.run(40_000);
    expect(service.startSeconds).toEqual([0, 60, 62, 66, 74, 90]);
  });

  test("at once after a probe that took longer than the interval, and never two at a time", async () => {
    const { clock, service, watch } = world();
    service.takes = 3_000;
    watch({ backoff: { pollInterval: 1_000 } });
    await clock.run(10_000);
    expect(service.startSeconds).toEqual([0, 3, 6, 9]);
    expect(service.most).toBe(1);
  });

  test("with jitter at random moments within its waits, and for the first time within a part of the first one", async () => {
    const { clock, service, watch } = world({ random: () => 0.5 });
    service.answer = refused;
    watch({ backoff: { jitter: "full" } });
    await clock.run(20_000);
    // Half of 2 s, then half of 2, 4, 8 and 16 s.
    expect(service.startSeconds).toEqual([1, 2, 4, 8, 16]);
  });

  test("with equal jitter in the second half of its waits", async () => {
    const { clock, service, watch } = world({ random: () => 0 });
    service.answer = refused;
    watch({ backoff: { jitter: "equal" } });
    await clock.run(8_000);
    expect(service.startSeconds).toEqual([0, 1, 3, 7]);
  });

  test("with jitter up to a tenth earlier while the service is ready, and never later", async () => {
    const { clock, service, watch } = world({ random: () => 0.5 });
    watch({ backoff: { jitter: "equal" } });
    await clock.run(120_000);
    expect(service.startSeconds).toEqual([0.5, 57.5, 114.5]);
  });

  test("now when it is told to, and counts its next wait from there", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run(30_000);
    await watcher.probeNow();
    await clock.run(60_000);
    expect(service.startSeconds).toEqual([0, 30, 90]);
  });

  test("once for all that ask while a probe runs", async () => {
    const { clock, service, watch } = world();
    service.takes = 1_000;
    const watcher = watch();
    const asked = [watcher.probeNow(), watcher.probeNow()];
    await clock.run(1_000);
    await Promise.all(asked);
    expect(service.startSeconds).toEqual([0]);
    expect(watcher.isReady).toBe(true);
  });
});

describe("the state", () => {
  test("is unknown before the first probe has ended, and its status has no time of a check", async () => {
    const { clock, service, watch } = world();
    service.takes = 10;
    const watcher = watch();
    expect(watcher.state).toBe("unknown");
    expect(watcher.status()).toEqual({
      name: "db",
      ready: false,
      last_check: null,
      state: "unknown",
      since: null,
      reason: "undecided",
      latency_ms: null,
      consecutive_failures: 0,
      consecutive_successes: 0,
      flapping: false,
      degraded: false,
      critical: false,
    });
    await clock.run(10);
    expect(watcher.status()).toMatchObject({
      ready: true,
      last_check: "2026-01-01T00:00:00.010Z",
      since: "2026-01-01T00:00:00.010Z",
      latency_ms: 10,
      consecutive_successes: 1,
    });
  });

  test("is ready after a probe that succeeds, and onReady is called once", async () => {
    const { clock, watch } = world();
    const onReady = vi.fn();
    const watcher = watch({ onReady });
    await clock.run(300_000);
    expect([watcher.state, watcher.isReady, watcher.lastError]).toEqual(["ready", true, undefined]);
    expect(onReady).toHaveBeenCalledTimes(1);
  });

  test("is ready after three failures and a success, with one call of onReady and none of onDown", async () => {
    const { clock, service, watch } = world();
    const [onReady, onDown] = [vi.fn(), vi.fn()];
    service.answer = refused;
    const watcher = watch({ onReady, onDown });
    await clock.run(13_000);
    service.answer = true;
    await clock.run(1_000);
    expect(watcher.isReady).toBe(true);
    expect(service.starts.length).toBe(4);
    expect([onReady.mock.calls.length, onDown.mock.calls.length]).toEqual([1, 0]);
  });

  test("is down where every probe fails, and keeps the error; a service that never was ready is down without a call", async () => {
    const { clock, service, watch } = world();
    const onDown = vi.fn();
    service.answer = refused;
    const watcher = watch({ onDown });
    await clock.run(30_000);
    expect(service.starts.length).toBe(5);
    expect([watcher.state, watcher.isReady, watcher.lastError]).toEqual(["down", false, refused]);
    expect(watcher.status()).toMatchObject({ ready: false, last_error: "connection refused" });
    expect(onDown).not.toHaveBeenCalled();
  });

  test("is down when a ready service fails, and onDown is called with the error", async () => {
    const { clock, service, watch } = world();
    const onDown = vi.fn();
    const watcher = watch({ onDown });
    await clock.run();
    service.answer = refused;
    await clock.run(60_000);
    expect(watcher.state).toBe("down");
    expect(onDown.mock.calls).toEqual([[refused, { signal: expect.any(AbortSignal) }]]);
  });

  test("is ready again when a service answers that has failed beyond the last probe of the beginning", async () => {
    const { clock, service, watch } = world();
    const onReady = vi.fn();
    service.answer = refused;
    const watcher = watch({ onReady, backoff: { startupProbes: 2, pollInterval: 5_000 } });
    await clock.run(12_500);
    service.answer = true;
    await clock.run(5_000);
    expect(service.startSeconds).toEqual([0, 2, 7, 12, 17]);
    expect(watcher.isReady).toBe(true);
    expect(onReady).toHaveBeenCalledTimes(1);
  });

  test("of two watchers depends on their own services alone", async () => {
    const { clock, manager, service, watch } = world();
    service.answer = refused;
    const bad = watch();
    const good = manager.watch({ name: "cache", probe: () => true });
    await clock.run(1_000);
    expect([bad.state, good.state]).toEqual(["down", "ready"]);
    expect(Object.keys(manager.status())).toEqual(["db", "cache"]);
    expect(manager.status()["cache"]).not.toHaveProperty("last_error");
  });

  test("is down where a probe only waits for its signal, when its time is over", async () => {
    const { clock, manager } = world();
    const watcher = manager.watch({
      name: "deaf",
      probe: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      backoff: { probeTimeout: 500 },
    });
    await clock.run(499);
    expect(watcher.state).toBe("unknown");
    await clock.run(1);
    expect(watcher.state).toBe("down");
    expect(watcher.lastError).toBeInstanceOf(ProbeTimeoutError);
    expect(watcher.lastError).toMatchObject({ code: "ERR_WATCH_TIMEOUT", timeout: 500 });
  });

  test.each([
    [
      "throws",
      () => {
        throw refused;
      },
    ],
    ["rejects", () => Promise.reject(refused)],
  ] as const)("is down where a probe %s", async (_, probe) => {
    const { clock, manager } = world();
    const watcher = manager.watch({ name: "a", probe });
    await clock.run();
    expect(watcher.lastError).toBe(refused);
  });

  test("is down where a probe gives false or throws what is no error", async () => {
    const { clock, manager } = world();
    const no = manager.watch({ name: "no", probe: () => false });
    const text = manager.watch({
      name: "text",
      probe: () => {
        throw "too bad";
      },
    });
    await clock.run();
    expect([no.lastError, text.lastError].map(String)).toEqual([
      "ProbeError: The probe gave false.",
      'ProbeError: The probe threw "too bad".',
    ]);
    expect(no.lastError).toBeInstanceOf(ProbeError);
  });

  test("needs so many failures to be down and so many successes to be ready", async () => {
    const { clock, manager, service, watch } = world();
    const changes = changesOf(manager);
    watch({ backoff: { failures: 3, successes: 2 } });
    await clock.run(1_000);
    expect(changes).toEqual([]);
    await clock.run(1_000);
    expect(changes).toEqual(["db: unknown>ready"]);
    service.answer = refused;
    await clock.run(62_000);
    expect(changes).toEqual(["db: unknown>ready"]);
    await clock.run(4_000);
    expect(changes).toEqual(["db: unknown>ready", "db: ready>down"]);
    expect(service.startSeconds).toEqual([0, 2, 62, 64, 68]);
  });

  test("does not change for one lost probe where more are needed", async () => {
    const { clock, manager, service, watch } = world();
    const changes = changesOf(manager);
    const watcher = watch({ backoff: { failures: 2 } });
    await clock.run(59_000);
    service.answer = refused;
    await clock.run(2_000);
    service.answer = true;
    await clock.run(2_000);
    expect(watcher.status()).toMatchObject({ state: "ready", consecutive_failures: 0 });
    expect(changes).toEqual(["db: unknown>ready"]);
  });

  test("is decided by a failure of real traffic, as by a probe; the next probe comes soon", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run(10_000);
    watcher.reportFailure(refused);
    expect([watcher.state, watcher.lastError]).toEqual(["down", refused]);
    await clock.run(2_000);
    expect(service.startSeconds).toEqual([0, 12]);
    expect(watcher.isReady).toBe(true);
  });

  test("leaves no timer where a report makes a listener stop the watcher", async () => {
    const { clock, watch } = world();
    const watcher = watch();
    await clock.run(10_000);
    watcher.addEventListener("down", () => void watcher.stop());
    watcher.reportFailure(refused);
    await watcher.closed;
    expect(clock.pending).toBe(0);
  });

  test("never comes later because real traffic goes on failing", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run(59_999);
    service.answer = refused;
    for (let second = 0; second < 60; second += 1) {
      await clock.run(1_000);
      watcher.reportFailure(refused);
    }
    expect(service.startSeconds).toEqual([0, 60, 62, 66, 74, 90]);
  });

  test("is not decided by many reports of one moment where more than one failure is needed", async () => {
    const { clock, watch } = world();
    const watcher = watch({ backoff: { failures: 3 } });
    await clock.run(10_000);
    for (let report = 0; report < 10; report += 1) watcher.reportFailure(refused);
    expect(watcher.status()).toMatchObject({ state: "ready", consecutive_failures: 1 });
  });
});

describe("a service that is slow or there in part", () => {
  test("is ready and degraded, and that is an event of its own", async () => {
    const { clock, service, watch } = world();
    const told: unknown[] = [];
    const watcher = watch({ slowAfter: 100 });
    watcher.addEventListener("degraded", ({ isSet, reason }) => void told.push([isSet, reason]));
    service.takes = 150;
    await clock.run(60_000);
    expect(watcher.status()).toMatchObject({ state: "ready", degraded: false });
    await clock.run(150);
    expect(watcher.status()).toMatchObject({ degraded: true, degraded_reason: "it took 150 ms" });
    service.takes = 0;
    await clock.run(60_000);
    service.answer = { degraded: "2 of 3 shards" };
    await clock.run(60_000);
    expect(told).toEqual([
      [true, "it took 150 ms"],
      [false, undefined],
      [true, "2 of 3 shards"],
    ]);
  });
});

describe("a service whose watcher was held up", () => {
  test("is not blamed for what fails while the machine was suspended, which the wall clock alone shows", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run(60_000);
    service.takes = 50;
    service.answer = refused;
    void watcher.probeNow();
    clock.wallJump(3_600_000);
    await clock.run(50);
    expect(watcher.status()).toMatchObject({ state: "ready", consecutive_failures: 0 });
  });

  test("is not slow, as nobody knows how long it took", async () => {
    const { clock, service, watch } = world();
    service.takes = 20;
    const watcher = watch({ slowAfter: 100 });
    await clock.settle();
    clock.jump(5_000);
    await clock.run();
    expect(watcher.status()).toMatchObject({ ready: true, degraded: false, latency_ms: 5_000 });
  });
});

describe("a flapping service", () => {
  test("is named so at its third drop, and then is down until it has been good for a while", async () => {
    const { clock, manager, service, watch } = world();
    const changes = changesOf(manager);
    const flags: boolean[] = [];
    const watcher = watch({
      backoff: { pollInterval: 10_000, initialDelay: 1_000, maxDelay: 4_000 },
    });
    watcher.addEventListener("flapping", ({ isSet }) => void flags.push(isSet));
    // Half of the time it is down.
    for (let round = 0; round < 20; round += 1) {
      service.answer = round % 2 === 0 ? true : refused;
      await clock.run(10_000);
    }
    expect(changes.length).toBeLessThanOrEqual(7);
    expect(flags).toEqual([true]);
    expect(watcher.status()).toMatchObject({ state: "down", flapping: true });
    service.answer = true;
    await clock.run(4_000);
    expect(watcher.state).toBe("down");
    await clock.run(16_000);
    expect(watcher.status()).toMatchObject({ state: "ready", flapping: false });
    expect(flags).toEqual([true, false]);
  });
});

describe("onReady and onDown", () => {
  test("are called in order and one at a time, each with a signal that the next edge aborts", async () => {
    const { clock, service, watch } = world();
    const told: string[] = [];
    let running = 0;
    const call =
      (name: string) =>
      async ({ signal }: { signal: AbortSignal }) => {
        expect(++running).toBe(1);
        told.push(`${name} begins`);
        await new Promise<void>((resolve) => {
          signal.addEventListener("abort", () => resolve());
        });
        told.push(`${name} ends`);
        running--;
      };
    const onDown = call("down");
    watch({ onReady: call("ready"), onDown: (_, context) => onDown(context) });
    await clock.run(1_000);
    expect(told).toEqual(["ready begins"]);
    service.answer = refused;
    await clock.run(59_000);
    expect(told).toEqual(["ready begins", "ready ends", "down begins"]);
    service.answer = true;
    await clock.run(2_000);
    expect(told.slice(3)).toEqual(["down ends", "ready begins"]);
  });

  test("begin with an aborted signal where the next edge was while the call before ran", async () => {
    const { clock, service, watch } = world();
    const told: unknown[] = [];
    let release = (): void => {};
    watch({
      backoff: { pollInterval: 1_000 },
      onReady: ({ signal }) => {
        told.push(["ready", signal.aborted]);
        return new Promise<void>((resolve) => (release = resolve));
      },
      onDown: (_, { signal }) => void told.push(["down", signal.aborted]),
    });
    await clock.run();
    service.answer = refused;
    await clock.run(1_000);
    service.answer = true;
    await clock.run(2_000);
    release();
    await clock.settle();
    expect(told).toEqual([
      ["ready", false],
      ["down", true],
      ["ready", false],
    ]);
  });

  test("leave out pairs of edges that a long call has kept waiting, and alternate all the same", async () => {
    const { clock, service, watch } = world();
    const told: string[] = [];
    let release = (): void => {};
    const hang = (): Promise<void> =>
      new Promise((resolve) => {
        release = resolve;
      });
    watch({
      backoff: { initialDelay: 1_000, pollInterval: 1_000 },
      onReady: () => {
        told.push("ready");
        return hang();
      },
      onDown: () => void told.push("down"),
    });
    await clock.run();
    for (const answer of [refused, true, refused, true, refused]) {
      service.answer = answer;
      await clock.run(1_000);
    }
    expect(told).toEqual(["ready"]);
    release();
    await clock.run();
    expect(told).toEqual(["ready", "down"]);
  });

  test("that wait behind a long one are not called any more after the end", async () => {
    const { clock, service, watch } = world();
    const onDown = vi.fn();
    const watcher = watch({
      onReady: () => new Promise<void>((resolve) => void clock.schedule(60_500, resolve)),
      onDown,
    });
    await clock.run();
    service.answer = refused;
    await clock.run(60_000);
    await Promise.all([watcher.stop(), clock.run(5_000)]);
    expect(onDown).not.toHaveBeenCalled();
  });

  test("that throw or reject are told as errors, and harm nothing", async () => {
    const { clock, manager, service, watch } = world();
    const errors: unknown[] = [];
    manager.addEventListener("error", ({ error, name }) => void errors.push([name, error]));
    const [first, second] = [new Error("first"), new Error("second")];
    watch({
      onReady: () => {
        throw first;
      },
      onDown: () => Promise.reject(second),
    });
    await clock.run();
    service.answer = refused;
    await clock.run(60_000);
    expect(errors).toEqual([
      ["db", first],
      ["db", second],
    ]);
  });
});

describe("events", () => {
  test("tell each change once, in order, with a number, also to listeners that come late", async () => {
    const { clock, service, watch } = world();
    const told: string[] = [];
    const watcher = watch();
    const listen = ({ transition }: { transition: Transition }): void =>
      void told.push(`${transition.sequence} ${textOf(transition)}`);
    await clock.run();
    watcher.addEventListener("ready", listen);
    watcher.addEventListener("ready", listen);
    watcher.addEventListener("down", listen);
    expect(told).toEqual([]);
    await clock.settle();
    expect(told).toEqual(["1 db: unknown>ready"]);
    service.answer = refused;
    await clock.run(60_000);
    expect(told).toEqual(["1 db: unknown>ready", "2 db: ready>down"]);
  });

  test("tell a late listener nothing that was removed, aborted or wants one event that it had", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run();
    const [removed, aborted, once] = [vi.fn(), vi.fn(), vi.fn()];
    watcher.addEventListener("ready", removed);
    watcher.removeEventListener("ready", removed);
    watcher.addEventListener("ready", aborted, { signal: AbortSignal.abort() });
    watcher.addEventListener("ready", once, { once: true });
    await clock.run();
    service.answer = refused;
    await clock.run(60_000);
    service.answer = true;
    await clock.run(60_000);
    expect([removed, aborted, once].map((listener) => listener.mock.calls.length)).toEqual([
      0, 0, 1,
    ]);
  });

  test("tell a listener that the platform has taken off, and that is added again, as any other that comes late", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    const [once, aborted] = [vi.fn(), vi.fn()];
    const abort = new AbortController();
    watcher.addEventListener("ready", once, { once: true });
    watcher.addEventListener("ready", aborted, { signal: abort.signal });
    await clock.run();
    abort.abort();
    service.answer = refused;
    await clock.run(60_000);
    service.answer = true;
    await clock.run(10_000);
    for (const listener of [once, aborted]) {
      expect(listener).toHaveBeenCalledTimes(1);
      watcher.addEventListener("ready", listener, { once: true });
      await clock.settle();
      expect(listener).toHaveBeenCalledTimes(2);
    }
  });

  test("tell a listener that is added by another one while that one is told", async () => {
    const { clock, watch } = world();
    const watcher = watch();
    const inner = vi.fn();
    watcher.addEventListener("ready", () =>
      watcher.addEventListener("ready", inner, { once: true }),
    );
    await clock.run();
    expect(inner).toHaveBeenCalledTimes(1);
  });

  test("are not told for ever to a listener for one event that adds itself again", async () => {
    const { clock, watch } = world();
    const watcher = watch();
    await clock.run();
    let calls = 0;
    const again = (): void => {
      if (++calls < 100) watcher.addEventListener("ready", again, { once: true });
    };
    watcher.addEventListener("ready", again, { once: true });
    await clock.settle();
    expect(calls).toBe(1);
  });

  test("of a listener that throws are told as an error, and the others are told all the same", async () => {
    const { clock, watch } = world();
    const watcher = watch();
    const [errors, ready] = [vi.fn(), vi.fn()];
    watcher.addEventListener("error", ({ error }) => errors(error));
    watcher.addEventListener("ready", () => {
      throw refused;
    });
    watcher.addEventListener("ready", ready);
    await clock.run();
    expect(errors.mock.calls).toEqual([[refused]]);
    expect(ready).toHaveBeenCalledTimes(1);
    expect(watcher.isReady).toBe(true);
  });

  test("of errors whose listener throws as well are not told for ever", async () => {
    const { clock, watch } = world();
    const watcher = watch();
    const listener = vi.fn(() => {
      throw refused;
    });
    watcher.addEventListener("error", listener);
    watcher.addEventListener("ready", listener);
    await clock.run();
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

describe("transitions", () => {
  test("are read in order from the latest one on, until the watcher is stopped", async () => {
    const { clock, service, watch } = world();
    const watcher = watch();
    await clock.run();
    const read: string[] = [];
    const loop = (async () => {
      for await (const transition of watcher.transitions()) read.push(textOf(transition));
    })();
    service.answer = refused;
    await clock.run(60_000);
    service.answer = true;
    await clock.run(2_000);
    await watcher.stop();
    await loop;
    expect(read).toEqual(["db: unknown>ready", "db: ready>down", "db: down>ready"]);
  });

  test("that nobody reads are dropped, the oldest first, and the next one says how many", async () => {
    const { clock, service, watch } = world();
    const watcher = watch({ backoff: { initialDelay: 1_000, pollInterval: 1_000 } });
    const reader = watcher.transitions({ capacity: 2 })[Symbol.asyncIterator]();
    for (const answer of [true, refused, true, refused]) {
      service.answer = answer;
      await clock.run(1_000);
    }
    const read = [await reader.next(), await reader.next()].map(({ value }) => value as Transition);
    expect(read.map(({ missed, sequence }) => [sequence, missed])).toEqual([
      [3, 2],
      [4, undefined],
    ]);
  });

  test("end with the reason of the signal", async () => {
    const { watch } = world();
    const abort = new AbortController();
    const reader = watch().transitions({ signal: abort.signal })[Symbol.asyncIterator]();
    const next = reader.next();
    abort.abort(refused);
    await expect(next).rejects.toBe(refused);
    await expect(reader.next()).rejects.toBe(refused);
  });
});

describe("whenReady", () => {
  test("resolves at once for a ready service, and else when it is", async () => {
    const { clock, service, watch } = world();
    service.answer = refused;
    const watcher = watch();
    await clock.run(1_000);
    const ready = vi.fn();
    void watcher.whenReady().then(ready);
    service.answer = true;
    await clock.settle();
    expect(ready).not.toHaveBeenCalled();
    await clock.run(1_000);
    expect(ready).toHaveBeenCalledTimes(1);
    await watcher.whenReady();
  });

  test("rejects with the reason of its signal, and where the watcher is stopped", async () => {
    const { service, watch } = world();
    service.takes = 1_000;
    const watcher = watch();
    const abort = new AbortController();
    const [aborted, stopped] = [watcher.whenReady({ signal: abort.signal }), watcher.whenReady()];
    abort.abort(refused);
    await expect(aborted).rejects.toBe(refused);
    const ended = expect(stopped).rejects.toThrow(WatchStoppedError);
    await watcher.stop();
    await ended;
    await expect(watcher.whenReady()).rejects.toMatchObject({ code: "ERR_WATCH_STOPPED" });
    await expect(watcher.probeNow()).rejects.toThrow("The watcher of db was stopped.");
  });
});

describe("stop", () => {
  test("ends the probe that runs, tells no edge, leaves no timer, and frees the name", async () => {
    const { clock, manager, service, watch } = world();
    const changes = changesOf(manager);
    const onDown = vi.fn();
    const watcher = watch({ onDown });
    await clock.run();
    service.takes = 5_000;
    await clock.run(61_000);
    expect(service.running).toBe(1);
    await watcher.stop();
    await watcher.closed;
    expect(service.running).toBe(0);
    expect(clock.pending).toBe(0);
    expect(manager.get("db")).toBeUndefined();
    await clock.run(300_000);
    expect(changes).toEqual(["db: unknown>ready"]);
    expect(onDown).not.toHaveBeenCalled();
    expect([watcher.state, service.starts.length]).toEqual(["ready", 2]);
  });

  test("does not wait for a probe that ignores its signal", async () => {
    const { clock, manager } = world();
    const watcher = manager.watch({ name: "deaf", probe: () => new Promise(() => {}) });
    await clock.run(1);
    await watcher.stop();
    expect(clock.pending).toBe(0);
  });

  test("waits for the callback that runs, whose signal is aborted, and no longer than a second", async () => {
    const { clock, manager } = world();
    const told: string[] = [];
    const watchers = ["good", "deaf"].map((name) =>
      manager.watch({
        name,
        probe: () => true,
        onReady: ({ signal }) =>
          new Promise<void>((resolve) => {
            signal.addEventListener("abort", () => name === "good" && resolve());
          }),
      }),
    );
    await clock.run();
    for (const watcher of watchers) void watcher.stop().then(() => told.push(watcher.name));
    await clock.run(999);
    expect(told).toEqual(["good"]);
    await clock.run(1);
    expect(told).toEqual(["good", "deaf"]);
  });

  test("may be called again, also by the signal of the watcher and from inside the probe", async () => {
    const { clock, manager } = world();
    const abort = new AbortController();
    const byProbe = manager.watch({
      name: "a",
      probe: () => void byProbe.stop(),
      backoff: { jitter: "full" },
    });
    const bySignal = manager.watch({ name: "b", probe: () => true, signal: abort.signal });
    await clock.run(5_000);
    abort.abort();
    await Promise.all([byProbe.closed, bySignal.closed, byProbe.stop(), bySignal.stop()]);
    expect([byProbe.state, bySignal.state, clock.pending]).toEqual(["unknown", "ready", 0]);
  });
});

describe("a probe that ignores its signal", () => {
  test("is not called again while it runs, which counts as failures; after ten times its time it is", async () => {
    const { clock, manager } = world();
    const calls: number[] = [];
    const watcher = manager.watch({
      name: "deaf",
      probe: () => {
        calls.push(clock.now());
        return calls.length === 1 ? new Promise(() => {}) : true;
      },
      backoff: { probeTimeout: 1_000, initialDelay: 1_000, maxDelay: 1_000, startupProbes: 100 },
    });
    await clock.run(5_000);
    expect(String(watcher.lastError)).toMatch(/ignores its signal and has run for \d+ ms/);
    expect(watcher.status()).toMatchObject({ state: "down", consecutive_failures: 5 });
    await clock.run(6_000);
    expect(calls).toEqual([0, 10_000]);
    expect(watcher.isReady).toBe(true);
  });

  test("is called again once it has ended after all, and what it found is not heard", async () => {
    const { clock, manager } = world();
    let release = (_: boolean): void => {};
    let calls = 0;
    const watcher = manager.watch({
      name: "late",
      probe: () =>
        ++calls === 1
          ? new Promise((resolve) => {
              release = resolve;
            })
          : false,
      backoff: { probeTimeout: 1_000, initialDelay: 1_000 },
    });
    await clock.run(1_500);
    release(true);
    await clock.run(100);
    expect(watcher.state).toBe("down");
    await clock.run(1_000);
    expect(calls).toBe(2);
  });
});

describe("history", () => {
  test("has the latest samples with what they took and found, reports among them", async () => {
    const { clock, service, watch } = world();
    service.takes = 20;
    const watcher = watch();
    await clock.run(1_000);
    watcher.reportFailure(refused);
    await clock.run(70 * 60_000);
    const [first] = watcher.history();
    expect(watcher.history().length).toBe(64);
    expect(first).toMatchObject({ took: 20, isGood: true, isReport: false });
    expect(Object.isFrozen(first)).toBe(true);
  });

  test("has no secret of a URL in the status", async () => {
    const { clock, service, watch } = world();
    service.answer = new Error("GET https://me:secret@db.example/health?token=abc failed");
    const watcher = watch();
    await clock.run();
    expect(watcher.status().last_error).toBe("GET https://db.example/health?… failed");
    service.answer = { degraded: "https://me:secret@replica.example/?token=abc\nlags" };
    await watcher.probeNow();
    expect(watcher.status().degraded_reason).toBe("https://replica.example/?… lags");
  });

  test("keeps the latency and the time of the last probe in the status when real traffic fails", async () => {
    const { clock, service, watch } = world();
    service.takes = 20;
    const watcher = watch();
    await clock.run(10_000);
    const { last_check } = watcher.status();
    watcher.reportFailure(refused);
    expect(watcher.status()).toMatchObject({ last_check, latency_ms: 20, state: "down" });
  });

  test("shows an error of another realm, and what an error without a message holds", async () => {
    const { service, watch } = world();
    const watcher = watch();
    await watcher.probeNow();
    service.answer = runInNewContext('new TypeError("of a sandbox")');
    watcher.reportFailure(service.answer);
    expect(watcher.lastError).toBe(service.answer);
    expect(watcher.status().last_error).toBe("of a sandbox");
    await watcher.probeNow();
    const cause = new AggregateError([new Error("connect ECONNREFUSED ::1:80")], "");
    watcher.reportFailure(new Error("It is gone.", { cause }));
    expect(watcher.status().last_error).toBe("It is gone: connect ECONNREFUSED ::1:80");
    await watcher.probeNow();
    watcher.reportFailure(Object.assign(new Error(""), { errors: { field: "no list" } }));
    expect(watcher.status().last_error).toBe("Error");
  });
});
