// Children that come, go and are started again while a supervisor runs; what they are handed over; and how they rest.

import { ConfigError } from "@skep/core/base";
import {
  BaseWorker,
  ChildError,
  fromFunction,
  type Handover,
  type Run,
  Supervisor,
  WorkerStartError,
  WorkerStateError,
} from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job } from "../support/job.ts";
import { Stage } from "../support/stage.ts";

const never = new Promise<void>(() => {});

describe("a child that is added", () => {
  test("to a supervisor that runs starts at once, behind the others", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.tree.add(stage.spec("b"));
    expect(stage.status("b")).toBe("running");
    stage.news();
    await stage.tree.stop();
    expect(stage.news()).toEqual(["stop b", "-b", "stop a", "-a"]);
  });

  test("before the start is started with the others", async () => {
    const stage = new Stage(["a"]);
    await stage.tree.add(stage.spec("b"));
    expect(stage.count("b")).toBe(0);
    await stage.start();
    expect(stage.log).toEqual(["+a", "+b"]);
    await stage.tree.stop();
  });

  test("is waited for until it is ready", async () => {
    let ready = (): void => {};
    const stage = new Stage(["a"]);
    await stage.start();
    let isAdded = false;
    const spec = stage.spec({
      name: "b",
      ready: () => new Promise<void>((resolve) => (ready = resolve)),
    });
    void stage.tree.add(spec).then(() => (isAdded = true));
    await stage.clock.settle();
    expect([isAdded, stage.status("b")]).toEqual([false, "starting"]);
    ready();
    await stage.clock.settle();
    expect([isAdded, stage.status("b")]).toEqual([true, "running"]);
    await stage.tree.stop();
  });

  test("and cannot be started is not there, and nothing is counted", async () => {
    const stage = new Stage(["a"], { intensity: { restarts: 0 } });
    await stage.start();
    const worker = (): never => {
      throw new Error("no room");
    };
    const adding = stage.tree.add({ name: "b", worker });
    await expect(adding).rejects.toThrow(WorkerStartError);
    await expect(adding).rejects.toThrow(/no room/);
    expect(stage.tree.state().children.map(({ name }) => name)).toEqual(["a"]);
    expect(stage.tree.state().status).toBe("running");
    await stage.tree.add(stage.spec("b"));
    await stage.tree.stop();
  });

  test("twice is refused, and so is one for a supervisor that has ended", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await expect(stage.tree.add(stage.spec("a"))).rejects.toThrow(ChildError);
    await expect(stage.tree.add(stage.spec("a"))).rejects.toThrow(/has a child a already/);
    await expect(stage.tree.add({ name: "x" } as never)).rejects.toThrow(ConfigError);
    await stage.tree.stop();
    await expect(stage.tree.add(stage.spec("b"))).rejects.toThrow(WorkerStateError);
    expect(stage.count("b")).toBe(0);
  });

  test("is stopped with the supervisor, and the call says so", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    const adding = stage.tree
      .add(stage.spec({ name: "b", ready: () => never }))
      .catch((error: unknown) => error);
    await stage.clock.settle();
    await stage.tree.stop();
    expect(await adding).toBeInstanceOf(WorkerStateError);
    expect(stage.latest("b").isRunning).toBe(false);
  });

  test("may be left to itself by a signal", async () => {
    const stage = new Stage([]);
    await stage.start();
    const controller = new AbortController();
    const reason = new Error("enough");
    const adding = stage.tree
      .add(stage.spec({ name: "b", ready: () => never }), controller)
      .catch((error: unknown) => error);
    controller.abort(reason);
    expect(await adding).toBe(reason);
    await stage.clock.settle();
    expect(stage.status("b")).toBe("starting");
    await stage.tree.stop();
  });

  test("from inside of a listener starts, too", async () => {
    const stage = new Stage(["a"]);
    let adding: Promise<void> | undefined;
    stage.tree.addEventListener("started", ({ record }) => {
      if (record.child === "a") adding = stage.tree.add(stage.spec("b"));
    });
    await stage.start();
    await adding;
    expect(stage.log).toEqual(["+a", "+b"]);
    await stage.tree.stop();
  });
});

describe("children that are added by a listener", () => {
  test("start, whatever else it asks for in the same step", async () => {
    const stage = new Stage(["a", "b"]);
    const calls: Promise<unknown>[] = [];
    stage.tree.addEventListener("started", ({ record }) => {
      if (record.child !== "b") return;
      calls.push(
        stage.tree.restart("a"),
        stage.tree.add(stage.spec("c")),
        stage.tree.add(stage.spec("c")).catch((error: unknown) => error),
        stage.tree.remove("b"),
        stage.tree.add(stage.spec("d")),
      );
    });
    await stage.start();
    await stage.clock.settle();
    const [, , second] = await Promise.all(calls);
    expect(second).toBeInstanceOf(ChildError);
    expect(stage.tree.state().children.map(({ name, status }) => `${name} ${status}`)).toEqual([
      "a running",
      "c running",
      "d running",
    ]);
    expect([stage.count("c"), stage.of("error")]).toEqual([1, []]);
    await stage.tree.stop();
  });
});

describe("a child that is removed", () => {
  test("is stopped and forgotten", async () => {
    const stage = new Stage(["a", "b"]);
    await stage.start();
    expect(await stage.tree.remove("a")).toEqual({ status: "stopped" });
    expect(stage.tree.state().children.map(({ name }) => name)).toEqual(["b"]);
    await expect(stage.tree.remove("a")).rejects.toThrow(ChildError);
    await expect(stage.tree.remove("zz")).rejects.toThrow(/has no child zz/);
    await stage.clock.run(60_000);
    expect(stage.count("a")).toBe(1);
    await stage.tree.stop();
  });

  test("while it waits for its time is not started", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.fail("a");
    expect(await stage.tree.remove("a")).toBeUndefined();
    expect(stage.clock.pending).toBe(0);
    await stage.clock.run(60_000);
    expect(stage.count("a")).toBe(1);
    await stage.tree.stop();
  });

  test("is not started again by a restart that comes too late", async () => {
    const stage = new Stage(["a"], { jobs: { a: { ignores: true, stopTimeout: 1_000 } } });
    await stage.start();
    const removing = stage.tree.remove("a");
    const restarting = stage.tree.restart("a").catch((error: unknown) => error);
    await stage.clock.run(1_000);
    expect((await removing)?.status).toBe("killed");
    expect(await restarting).toBeInstanceOf(ChildError);
    expect(stage.count("a")).toBe(1);
    await stage.tree.stop();
  });

  test("holds up nobody, however long it takes", async () => {
    const stage = new Stage(["a", "b"], { jobs: { b: { ignores: true, stopTimeout: 60_000 } } });
    await stage.start();
    const removing = stage.tree.remove("b");
    await stage.clock.settle();
    expect(stage.status("b")).toBe("stopping");
    await stage.fail("a");
    await stage.clock.run(200);
    expect(stage.count("a")).toBe(2);
    await stage.clock.run(60_000);
    expect((await removing)?.status).toBe("killed");
    await stage.tree.stop();
  });
});

describe("a restart that is asked for", () => {
  test("happens at once and is not counted", async () => {
    const stage = new Stage(["a", "b"], { intensity: { restarts: 0 }, strategy: "one-for-all" });
    await stage.start();
    for (let at = 0; at < 10; at++) await stage.tree.restart("a");
    expect([stage.count("a"), stage.count("b")]).toEqual([11, 1]);
    expect(stage.tree.stats().restarts).toBe(0);
    expect(stage.tree.state().children[0]?.metadata["restarts"]).toBe("10");
    await stage.tree.stop();
  });

  test("starts one that has ended, and one that waits for its time", async () => {
    const stage = new Stage([{ name: "a", restart: "on-failure" }]);
    await stage.start();
    await stage.end("a");
    await stage.tree.restart("a");
    expect(stage.status("a")).toBe("running");
    await stage.fail("a");
    expect(stage.status("a")).toBe("pending");
    await stage.tree.restart("a");
    expect(stage.status("a")).toBe("running");
    expect(stage.clock.pending).toBe(0);
    await stage.tree.stop();
  });

  test("tells where it fails, and goes on as after any failure", async () => {
    let tries = 0;
    const stage: Stage = new Stage([
      {
        name: "a",
        worker: (name) => {
          if (++tries === 2) throw new Error("no room");
          return stage.job(name);
        },
      },
    ]);
    await stage.start();
    await expect(stage.tree.restart("a")).rejects.toThrow(/no room/);
    expect(stage.status("a")).toBe("pending");
    await stage.clock.run(200);
    expect(stage.status("a")).toBe("running");
    await stage.tree.stop();
  });

  test("is refused before the start, after the end and for a stranger", async () => {
    const stage = new Stage(["a"]);
    await expect(stage.tree.restart("a")).rejects.toThrow(WorkerStateError);
    await stage.start();
    await expect(stage.tree.restart("b")).rejects.toThrow(ChildError);
    await stage.tree.stop();
    await expect(stage.tree.restart("a")).rejects.toThrow(WorkerStateError);
  });
});

describe("a child that runs and has failed", () => {
  test("is stopped, counted and started again after its delay", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    stage.tree.child("a").fail(new Error("it does not answer"));
    await stage.clock.settle();
    expect(stage.log).toEqual(["+a", "stop a", "-a"]);
    expect(stage.status("a")).toBe("pending");
    await stage.clock.run(200);
    expect(stage.count("a")).toBe(2);
    expect(stage.tree.stats().restarts).toBe(1);
    await stage.tree.stop();
  });

  test("is not started again where its policy says never; a significant one ends the tree", async () => {
    const stage = new Stage([{ name: "a", restart: "never", significant: true }]);
    await stage.start();
    const error = new Error("it does not answer");
    stage.tree.child("a").fail(error);
    expect(await stage.tree.wait()).toEqual({ status: "failed", error });
  });

  test("is counted once where another one fails before it has stopped, and starts in its place", async () => {
    const jobs = { b: { ignores: true, stopTimeout: 1_000 } };
    const stage = new Stage(["a", "b"], { strategy: "one-for-all", jobs });
    await stage.start();
    stage.news();
    stage.tree.child("b").fail(new Error("it does not answer"));
    await stage.fail("a");
    await stage.clock.run(2_000);
    expect(stage.news()).toEqual(["stop b", "-a", "-b", "+a", "+b"]);
    expect(stage.tree.stats().restarts).toBe(1);
    const stopping = stage.tree.stop({ timeout: 0 });
    await stage.clock.run();
    await stopping;
  });

  test("changes nothing unless it is up", async () => {
    const stage = new Stage(["a"]);
    const child = stage.tree.child("a");
    child.fail(new Error("early"));
    await stage.start();
    await stage.fail("a");
    child.fail(new Error("late"));
    await stage.clock.run(200);
    expect([stage.count("a"), stage.status("a")]).toEqual([2, "running"]);
    await stage.tree.remove("a");
    child.fail(new Error("gone"));
    expect(child.state()).toBeUndefined();
    expect(() => stage.tree.child("a")).toThrow(ChildError);
    await stage.tree.stop();
  });
});

describe("a handover", () => {
  class Reader extends BaseWorker {
    readonly #seen: { handover: Handover | undefined; env: Run["env"] }[];
    run: Run | undefined;
    constructor(name: string, seen: { handover: Handover | undefined; env: Run["env"] }[]) {
      super(name);
      this.#seen = seen;
    }
    protected begin(run: Run): void {
      this.run = run;
      this.#seen.push({ handover: run.handover, env: run.env });
      run.signal.addEventListener("abort", () => run.exit());
    }
  }

  test("has one resume id over all instances, and the true previous exit, before the start", async () => {
    const clock = new ManualClock();
    const seen: { handover: Handover | undefined; env: Run["env"] }[] = [];
    const readers: Reader[] = [];
    const worker = (name: string): Reader => {
      const reader = new Reader(name, seen);
      readers.push(reader);
      return reader;
    };
    const tree = new Supervisor({
      name: "tree",
      clock,
      intensity: { restarts: 100 },
      children: [{ name: "a", worker }],
    });
    await tree.start({ env: { PORT: "1" } });
    const outcomes = [{ code: 7 }, { signal: "SIGKILL" }, { error: new Error("x") }, {}];
    for (const outcome of outcomes) {
      readers.at(-1)?.run?.exit(outcome);
      await clock.run(60_000);
    }
    expect(seen.length).toBe(5);
    const [first] = seen;
    expect(first?.handover?.previousExit).toBeUndefined();
    expect(first?.env).toEqual({ PORT: "1", LIFECYCLE_RESUME_ID: first?.handover?.resumeId });
    expect(first?.handover?.resumeId).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(new Set(seen.map(({ handover }) => handover?.resumeId)).size).toBe(1);
    expect(seen.map(({ env }) => env["LIFECYCLE_PREV_EXIT"])).toEqual([
      undefined,
      "7",
      "SIGKILL",
      "failed",
      "0",
    ]);
    expect(seen[1]?.handover?.previousExit).toMatchObject({ status: "failed", code: 7 });
    await tree.remove("a");
    await tree.add({ name: "a", worker });
    expect(seen.at(-1)?.handover?.resumeId).not.toBe(first?.handover?.resumeId);
    expect(seen.at(-1)?.handover?.previousExit).toBeUndefined();
    await tree.stop();
  });

  test("is there after a restart of all, too, and one of a supervisor is not that of its children", async () => {
    const clock = new ManualClock();
    const seen: { handover: Handover | undefined; env: Run["env"] }[] = [];
    const readers: Reader[] = [];
    const inner = (name: string): Supervisor =>
      new Supervisor({
        name,
        clock,
        strategy: "one-for-all",
        intensity: { restarts: 1 },
        children: ["a", "b"].map((child) => ({
          name: child,
          worker: (own: string) => {
            const reader = new Reader(own, seen);
            readers.push(reader);
            return reader;
          },
        })),
      });
    const tree = new Supervisor({
      name: "tree",
      clock,
      children: [{ name: "inner", worker: inner }],
    });
    const starting = tree.start();
    await clock.settle();
    await starting;
    readers[0]?.run?.exit({ code: 4 });
    await clock.run(60_000);
    expect(seen.map(({ env }) => env["LIFECYCLE_PREV_EXIT"])).toEqual([
      undefined,
      undefined,
      "4",
      "0",
    ]);
    readers[2]?.run?.exit({ code: 5 });
    await clock.run(1);
    readers.at(-2)?.run?.exit({ code: 5 });
    await clock.run(60_000);
    await tree.restart("inner");
    // A new supervisor of its own children, of which none has ended before.
    expect(seen.at(-1)?.env["LIFECYCLE_PREV_EXIT"]).toBeUndefined();
    await tree.stop();
  });
});

describe("a supervisor that rests", () => {
  function resting(names: readonly string[], log: string[]): Supervisor {
    return new Supervisor({
      name: "tree",
      children: names.map((name) => ({
        name,
        worker: () =>
          fromFunction(name, async ({ gate, signal }) => {
            for (;;) {
              await gate.check();
              log.push(name);
              await new Promise((resolve) => setTimeout(resolve, 1));
              signal.throwIfAborted();
            }
          }),
      })),
    });
  }

  test("rests with all children that can, and goes on with them", async () => {
    const log: string[] = [];
    const tree = resting(["a", "b"], log);
    await tree.add(new Stage([]).spec("deaf"));
    await tree.start();
    await tree.suspend();
    expect(tree.state()).toMatchObject({ status: "suspended" });
    expect(tree.state().children.map(({ status }) => status)).toEqual([
      "suspended",
      "suspended",
      "running",
    ]);
    log.splice(0);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log).toEqual([]);
    await tree.resume();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(new Set(log)).toEqual(new Set(["a", "b"]));
    expect(tree.state().status).toBe("running");
    await tree.stop();
  });

  test("lets a child rest that is started meanwhile", async () => {
    const tree = resting(["a", "b"], []);
    await tree.start();
    await tree.suspend();
    await tree.restart("a");
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(tree.state().children.map(({ status }) => status)).toEqual(["suspended", "suspended"]);
    expect((await tree.stop()).status).toBe("stopped");
  });

  test("goes on with all where one cannot rest, and says why", async () => {
    const tree = resting(["a"], []);
    const worker = (name: string): Job =>
      Object.assign(new Job(name), { suspend: () => Promise.reject(new Error("not now")) });
    await tree.add({ name: "busy", worker });
    await tree.start();
    await expect(tree.suspend()).rejects.toThrow(
      /^A child of Supervisor\(tree\) cannot be suspended: not now/,
    );
    await expect.poll(() => tree.state().children[0]?.status).toBe("running");
    await tree.restart("busy");
    await tree.stop();
  });

  test("does not mind a child that ends instead", async () => {
    const tree = resting(["a"], []);
    const worker = (name: string): ReturnType<typeof fromFunction> =>
      fromFunction(name, () => new Promise((resolve) => setTimeout(resolve, 20)));
    await tree.add({ name: "brief", restart: "never", worker });
    await tree.start();
    await tree.suspend();
    expect(tree.state().children.map(({ status }) => status)).toEqual(["suspended", "finished"]);
    await tree.stop();
  });

  test("tells of a child that was started meanwhile and does not rest", async () => {
    const tree = resting(["a"], []);
    const errors: unknown[] = [];
    tree.addEventListener("error", ({ record }) => errors.push(record.error));
    await tree.start();
    await tree.suspend();
    const error = new Error("not now");
    const worker = (name: string): Job =>
      Object.assign(new Job(name), { suspend: () => Promise.reject(error) });
    await tree.add({ name: "busy", worker });
    await expect.poll(() => errors).toEqual([error]);
    await tree.stop();
  });

  test("lets none rest where it goes on before all rest", async () => {
    const rests: string[] = [];
    const slow = (name: string): Job =>
      Object.assign(new Job(name), {
        suspend: async () => {
          rests.push(name);
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
        resume: async () => void rests.push(`${name} goes on`),
      });
    const tree = new Supervisor({
      name: "tree",
      children: ["a", "b"].map((name) => ({ name, worker: slow })),
    });
    await tree.start();
    const suspending = tree.suspend();
    await tree.resume();
    await expect(suspending).rejects.toThrow(/resumed before all rested/);
    // The first one was never asked to rest, or nobody would let it go on.
    expect(rests.filter((line) => !line.endsWith("on"))).toEqual(["b"]);
    expect(tree.state().status).toBe("running");
    await tree.stop();
  });

  test("lets those rest that were let go on, where it is to rest again meanwhile", async () => {
    const resting = new Set<string>();
    const slow = (name: string): Job =>
      Object.assign(new Job(name), {
        suspend: async () => void resting.add(name),
        resume: async () => {
          resting.delete(name);
          await new Promise((resolve) => setTimeout(resolve, 1));
        },
      });
    const tree = new Supervisor({
      name: "tree",
      children: ["a", "b"].map((name) => ({ name, worker: slow })),
    });
    await tree.start();
    await tree.suspend();
    const resuming = tree.resume();
    await tree.suspend();
    await resuming;
    expect([...resting].toSorted()).toEqual(["a", "b"]);
    expect(tree.state().status).toBe("suspended");
    await tree.stop();
  });

  test("rests with all or with none", async () => {
    const tree = resting(["a"], []);
    const busy = fromFunction("busy", async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    await tree.add({ name: "busy", worker: () => busy });
    await tree.start();
    const suspending = tree.suspend({ signal: AbortSignal.timeout(30) });
    await expect(suspending).rejects.toMatchObject({ name: "TimeoutError" });
    expect(tree.state().status).toBe("running");
    const statuses = (): string[] => tree.state().children.map(({ status }) => status);
    await expect.poll(statuses).toEqual(["running", "running"]);
    await tree.stop();
    await expect(tree.suspend()).rejects.toThrow(WorkerStateError);
  });
});
