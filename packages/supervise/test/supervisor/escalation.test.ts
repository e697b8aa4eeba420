// When a supervisor gives up, and what becomes of its children, of itself and of its own supervisor then.

import { fromFunction, GaveUpError, Supervisor, WorkerStateError } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job } from "../support/job.ts";
import { Stage } from "../support/stage.ts";

const quick = { initialDelay: 1, multiplier: 1, maxDelay: 1, jitter: "none" as const };

async function crash(stage: Stage, name: string, times: number): Promise<void> {
  for (let at = 0; at < times; at++) {
    await stage.fail(name);
    await stage.clock.run(10);
  }
}

describe("the intensity of a supervisor", () => {
  test("lets 5 restarts happen within 60 s, and at the next end it gives up", async () => {
    const stage = new Stage(["a", { name: "b", backoff: quick }, "c"]);
    await stage.start();
    await crash(stage, "b", 5);
    expect(stage.status("b")).toBe("running");
    stage.news();
    await stage.fail("b", 7);
    expect(stage.news()).toEqual(["-b", "stop c", "-c", "stop a", "-a"]);
    const report = await stage.tree.wait();
    expect(report.status).toBe("failed");
    expect(report.error).toBeInstanceOf(GaveUpError);
    expect(String(report.error)).toMatch(
      /b has ended, and more than 5 restarts within 60000 ms are too many: exit code 7/,
    );
    expect(stage.count("b")).toBe(6);
    expect(stage.clock.pending).toBe(0);
    expect(stage.tree.stats()).toMatchObject({ restarts: 5, gaveUp: 1, up: 0 });
  });

  test("slides: what is older than its time does not count", async () => {
    const stage = new Stage([{ name: "a", backoff: quick }]);
    await stage.start();
    for (let at = 0; at < 30; at++) {
      await stage.fail("a");
      await stage.clock.run(12_001);
    }
    expect(stage.count("a")).toBe(31);
    await stage.tree.stop();
  });

  test("is of all children together", async () => {
    const children = ["a", "b"].map((name) => ({ name, backoff: quick }));
    const stage = new Stage(children, { intensity: { restarts: 3 } });
    await stage.start();
    await crash(stage, "a", 2);
    await crash(stage, "b", 2);
    expect((await stage.tree.wait()).status).toBe("failed");
    expect(stage.count("a") + stage.count("b")).toBe(5);
  });

  test("of 3 makes at most 4 instances of a child that always fails", async () => {
    const stage = new Stage([{ name: "a", backoff: quick }], { intensity: { restarts: 3 } });
    await stage.start();
    await crash(stage, "a", 4);
    expect(stage.count("a")).toBe(4);
    expect(stage.tree.state().status).toBe("failed");
  });

  test("of 0 gives up at the first end", async () => {
    const stage = new Stage(["a"], { intensity: { restarts: 0 } });
    await stage.start();
    await stage.fail("a");
    expect((await stage.tree.wait()).status).toBe("failed");
  });

  test("shows which child was too much", async () => {
    const stage = new Stage(["a", "b"], { intensity: { restarts: 0 } });
    await stage.start();
    await stage.fail("b");
    const [a, b] = stage.tree.state().children;
    expect(a?.metadata["circuit_breaker"]).toBeUndefined();
    expect(b).toMatchObject({ status: "failed", metadata: { circuit_breaker: "triggered" } });
    expect(stage.of("gaveup").map(({ child }) => child)).toEqual(["b"]);
  });
});

describe("a supervisor under another one", () => {
  test("that gives up is started again by it, with new children", async () => {
    const clock = new ManualClock();
    const made: Job[] = [];
    const inner = (name: string): Supervisor =>
      new Supervisor({
        name,
        clock,
        random: () => 0.5,
        intensity: { restarts: 1 },
        children: [
          {
            name: "worker",
            backoff: quick,
            worker: (child) => {
              const job = new Job(child, { clock });
              made.push(job);
              return job;
            },
          },
        ],
      });
    const outer = new Supervisor({
      name: "outer",
      clock,
      random: () => 0.5,
      children: [{ name: "inner", worker: inner }],
    });
    const starting = outer.start();
    await clock.settle();
    await starting;
    for (let at = 0; at < 2; at++) {
      made.at(-1)?.end({ code: 1 });
      await clock.run(10);
    }
    expect(outer.state().children[0]).toMatchObject({ status: "pending" });
    await clock.run(1_000);
    expect(made.length).toBe(3);
    const [state] = outer.state().children;
    expect(state).toMatchObject({ name: "inner", status: "running", metadata: { restarts: "1" } });
    expect(state?.children[0]).toMatchObject({ name: "worker", status: "running" });
    await outer.stop();
    expect(made.some(({ isRunning }) => isRunning)).toBe(false);
  });

  test("gives its failure on to the top", async () => {
    const clock = new ManualClock();
    const leaf = new Job("leaf", { clock });
    const none = { restarts: 0 };
    const options = { clock, intensity: none, random: () => 0.5 };
    const tree = new Supervisor({
      ...options,
      name: "top",
      children: [
        {
          name: "middle",
          worker: (name) =>
            new Supervisor({
              ...options,
              name,
              children: [{ name: "leaf", worker: () => leaf }],
            }),
        },
      ],
    });
    const starting = tree.start();
    await clock.settle();
    await starting;
    leaf.end({ error: new Error("broken") });
    await clock.settle();
    const report = await tree.wait();
    expect(report.status).toBe("failed");
    expect(String(report.error)).toContain("middle has ended");
    expect(String((report.error as Error).cause)).toContain("broken");
  });
});

describe("a significant child", () => {
  test.each([
    [{}, { status: "finished" }],
    [{ code: 3 }, { status: "failed", code: 3 }],
    [{ signal: "SIGSEGV" }, { status: "failed", signal: "SIGSEGV" }],
  ])("that ends with %j ends the tree with %j", async (outcome, report) => {
    const children = ["a", { name: "main", restart: "never" as const, significant: true }, "z"];
    const stage = new Stage(children);
    await stage.start();
    stage.news();
    await stage.end("main", outcome);
    expect(await stage.tree.wait()).toMatchObject(report);
    expect(stage.news()).toEqual(["-main", "stop z", "-z", "stop a", "-a"]);
    await expect(stage.tree.add(stage.spec("b"))).rejects.toThrow(WorkerStateError);
  });

  test("that is started again does not end it", async () => {
    const stage = new Stage([{ name: "main", restart: "on-failure", significant: true }]);
    await stage.start();
    await stage.fail("main");
    await stage.clock.run(1_000);
    expect(stage.count("main")).toBe(2);
    await stage.end("main");
    expect((await stage.tree.wait()).status).toBe("finished");
  });

  test("that gives up ends it with its code", async () => {
    const stage = new Stage([{ name: "main", significant: true }], { intensity: { restarts: 0 } });
    await stage.start();
    await stage.fail("main", 9);
    expect(await stage.tree.wait()).toMatchObject({ status: "failed", code: 9 });
  });
});

describe("a child that is abandoned", () => {
  test("is not started twice: its supervisor gives up, and says that something may still run", async () => {
    const clock = new ManualClock();
    let made = 0;
    const tree = new Supervisor({
      name: "tree",
      clock,
      strategy: "one-for-all",
      children: [
        { name: "job", worker: (name) => new Job(name, { clock }) },
        {
          name: "deaf",
          worker: (name) => {
            made++;
            return fromFunction(name, () => new Promise(() => {}), { clock, stopTimeout: 1_000 });
          },
        },
        {
          name: "fails",
          worker: (name) =>
            fromFunction(
              name,
              async () => {
                await new Promise<void>((resolve) => clock.schedule(10, resolve));
                throw new Error("x");
              },
              { clock },
            ),
        },
      ],
    });
    const starting = tree.start();
    await clock.settle();
    await starting;
    await clock.run(60_000);
    const report = await tree.wait();
    expect(report.status).toBe("abandoned");
    expect(String(report.error)).toContain("deaf was abandoned");
    expect(made).toBe(1);
    expect(tree.state().children.map(({ status }) => status)).toEqual([
      "stopped",
      "abandoned",
      "failed",
    ]);
    expect(clock.pending).toBe(0);
  });

  test("as the tree is stopped makes its end abandoned, too", async () => {
    const clock = new ManualClock();
    const deaf = fromFunction("deaf", () => new Promise(() => {}), { clock });
    const tree = new Supervisor({
      name: "tree",
      clock,
      children: [{ name: "deaf", worker: () => deaf }],
    });
    const starting = tree.start();
    await clock.settle();
    await starting;
    const stopping = tree.stop();
    await clock.run(5_001);
    expect((await stopping).status).toBe("abandoned");
  });
});
