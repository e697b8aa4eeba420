// How a supervisor starts: in order, each child when the one before it is ready, and all or none.

import { BaseWorker, Supervisor, WorkerStartError, WorkerStateError } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job } from "../support/job.ts";
import { Stage } from "../support/stage.ts";

class Refusing extends BaseWorker {
  protected async begin(): Promise<void> {
    await Promise.resolve();
    throw new Error("no room");
  }
}

describe("a start", () => {
  test("waits until each child is ready before the next one starts", async () => {
    let ready = (): void => {};
    const isReady = (): Promise<void> => new Promise((resolve) => (ready = resolve));
    const stage = new Stage(["a", { name: "b", ready: isReady }, "c"]);
    let isStarted = false;
    void stage.tree.start().then(() => (isStarted = true));
    await stage.clock.run(1_000);
    expect(stage.log).toEqual(["+a", "+b"]);
    expect([stage.status("a"), stage.status("b"), stage.status("c")]).toEqual([
      "running",
      "starting",
      "pending",
    ]);
    expect([isStarted, stage.tree.state().status]).toEqual([false, "starting"]);
    ready();
    await stage.clock.settle();
    expect([stage.log, isStarted]).toEqual([["+a", "+b", "+c"], true]);
    await stage.tree.stop();
  });

  test("that fails stops what was started, in reverse, and rejects", async () => {
    const stage = new Stage(["a", "b", { name: "c", worker: (name) => new Refusing(name) }, "d"]);
    const starting = stage.tree.start();
    await expect(starting).rejects.toThrow(WorkerStartError);
    await expect(starting).rejects.toThrow(/no room/);
    expect(stage.log).toEqual(["+a", "+b", "stop b", "-b", "stop a", "-a"]);
    expect(stage.count("d")).toBe(0);
    expect((await stage.tree.wait()).status).toBe("failed");
    expect(stage.tree.state().status).toBe("failed");
    expect(stage.clock.pending).toBe(0);
  });

  test.each([
    [
      "a factory that throws",
      () => {
        throw new Error("no factory");
      },
      /no factory/,
    ],
    [
      "a factory that gives no worker",
      () => ({}) as never,
      /worker must be an object with start, stop, wait, state/,
    ],
  ])("fails by %s", async (_, worker, message) => {
    const stage = new Stage(["a", { name: "b", worker }]);
    await expect(stage.tree.start()).rejects.toThrow(message);
    expect(stage.log).toEqual(["+a", "stop a", "-a"]);
  });

  test("fails where a child is not ready in time, and stops it", async () => {
    const signals: AbortSignal[] = [];
    const ready = (_: unknown, { signal }: { signal: AbortSignal }): Promise<void> => {
      signals.push(signal);
      return new Promise(() => {});
    };
    const stage = new Stage(["a", { name: "b", ready, readyTimeout: 500 }]);
    const starting = stage.tree.start().catch((error: unknown) => error);
    await stage.clock.run(499);
    expect(stage.log).toEqual(["+a", "+b"]);
    await stage.clock.run(2);
    expect(String(await starting)).toMatch(
      /b could not be started: it was not ready within 500 ms/,
    );
    expect(stage.log).toEqual(["+a", "+b", "stop b", "-b", "stop a", "-a"]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("fails where a child is not ready, for the reason that it gives", async () => {
    const ready = (): never => {
      throw new Error("no answer");
    };
    const stage = new Stage([{ name: "a", ready }]);
    // It says whose reason it is, and ends as one sentence.
    await expect(stage.tree.start()).rejects.toThrow(
      "Supervisor(tree) could not be started: a could not be started: no answer.",
    );
  });

  test("says which child has no worker", async () => {
    const stage = new Stage([{ name: "a", worker: () => undefined as never }]);
    await expect(stage.tree.start()).rejects.toThrow(
      /^Supervisor\(tree\) could not be started: a could not be started: worker must be .*[^.]\.$/,
    );
  });

  test("fails where a child ends before it is ready", async () => {
    const stage = new Stage([{ name: "a", ready: () => new Promise(() => {}) }]);
    const starting = stage.tree.start().catch((error: unknown) => error);
    await stage.clock.settle();
    await stage.end("a");
    expect(String(await starting)).toMatch(/a could not be started: it has ended: finished\.$/);
  });

  test("may be stopped: no more is started, and it rejects", async () => {
    const stage = new Stage(["a", { name: "b", ready: () => new Promise(() => {}) }, "c"]);
    const starting = stage.tree.start().catch((error: unknown) => error);
    await stage.clock.settle();
    const report = await stage.tree.stop();
    expect(report.status).toBe("stopped");
    expect(await starting).toBeInstanceOf(WorkerStartError);
    expect(stage.log).toEqual(["+a", "+b", "stop b", "-b", "stop a", "-a"]);
    expect(stage.clock.pending).toBe(0);
  });

  test("may be ended by its signal, with its reason", async () => {
    const stage = new Stage(["a", { name: "b", ready: () => new Promise(() => {}) }]);
    const controller = new AbortController();
    const starting = stage.tree
      .start({ signal: controller.signal })
      .catch((error: unknown) => error);
    await stage.clock.settle();
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await starting).toBe(reason);
    expect(stage.log.filter((line) => line.startsWith("-"))).toEqual(["-b", "-a"]);
  });

  test("happens once", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await expect(stage.tree.start()).rejects.toThrow(WorkerStateError);
    await stage.tree.stop();
    await expect(stage.tree.start()).rejects.toThrow(WorkerStateError);
    expect(stage.count("a")).toBe(1);
  });

  test("is that of a worker, and needs no children", async () => {
    const tree = new Supervisor({ name: "empty", clock: new ManualClock() });
    expect(tree.state()).toMatchObject({ name: "empty", status: "created", children: [] });
    expect(String(tree)).toBe("Supervisor(empty)");
    await tree.start();
    expect(tree.state().status).toBe("running");
    expect(await tree.stop()).toEqual({ status: "stopped" });
  });

  test("restarts a child that fails while a later one is not ready yet", async () => {
    let ready = (): void => {};
    const isReady = (): Promise<void> => new Promise((resolve) => (ready = resolve));
    const stage = new Stage(["a", { name: "b", ready: isReady }]);
    const starting = stage.tree.start();
    await stage.clock.settle();
    await stage.fail("a");
    await stage.clock.run(200);
    expect(stage.count("a")).toBe(2);
    ready();
    await starting;
    expect(stage.tree.state().status).toBe("running");
    await stage.tree.stop();
  });
});

describe("a worker that breaks its contract", () => {
  const broken = (part: object): never => Object.assign(new Job("a"), part) as never;

  test.each([
    ["whose wait rejects", { wait: () => Promise.reject(new Error("wait")) }],
    [
      "whose state throws",
      {
        state: () => {
          throw new Error("state");
        },
      },
    ],
  ])("%s harms nobody else", async (_, part) => {
    const stage = new Stage(["b", { name: "a", worker: () => broken(part), restart: "never" }]);
    await stage.start();
    expect(stage.status("b")).toBe("running");
    const report = await stage.tree.stop();
    expect(report.status).toBe("stopped");
  });
});

describe("a stop", () => {
  test("gives each child its own time, and forces all at once when that of the tree is over", async () => {
    const stubborn = { ignores: true, stopTimeout: 60_000 };
    const stage = new Stage(["a", "b", "c"], { jobs: { b: stubborn, c: stubborn } });
    await stage.start();
    stage.news();
    let report: unknown;
    void stage.tree.stop({ timeout: 1_000 }).then((ended) => (report = ended));
    await stage.clock.run(999);
    expect(stage.news()).toEqual(["stop c"]);
    await stage.clock.run(1);
    expect(report).toMatchObject({ status: "killed" });
    expect(stage.tree.state().children.map(({ status }) => status)).toEqual([
      "stopped",
      "killed",
      "killed",
    ]);
    expect(stage.clock.pending).toBe(0);
  });

  test("wins over a restart that waits for its time", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.fail("a");
    expect(stage.clock.pending).toBe(1);
    await stage.tree.stop();
    await stage.clock.run(60_000);
    expect([stage.count("a"), stage.clock.pending]).toEqual([1, 0]);
  });

  test("gives a child the time of its spec", async () => {
    const stage = new Stage([{ name: "a", stopTimeout: 50 }], { jobs: { a: { ignores: true } } });
    await stage.start();
    const stopping = stage.tree.stop();
    await stage.clock.run(50);
    await stopping;
    expect(stage.status("a")).toBe("killed");
  });

  test("is given up where a child survives its force, and says so", async () => {
    const stage = new Stage(["a"], { jobs: { a: { ignores: true, survives: true } } });
    await stage.start();
    const stopping = stage.tree.stop({ timeout: 100 });
    await stage.clock.run(100 + 5_000);
    expect((await stopping).status).toBe("abandoned");
  });
});
