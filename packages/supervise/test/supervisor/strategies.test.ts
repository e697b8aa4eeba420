// Which children are started again when one has ended, in which order, and after which time.

import { describe, expect, test } from "vitest";
import { Stage } from "../support/stage.ts";

describe("a supervisor of three", () => {
  test("starts them in order, and stops them in reverse", async () => {
    const stage = new Stage(["a", "b", "c"]);
    await stage.start();
    expect(stage.news()).toEqual(["+a", "+b", "+c"]);
    expect(stage.tree.state().status).toBe("running");
    const report = await stage.tree.stop();
    expect(report).toEqual({ status: "stopped" });
    expect(stage.news()).toEqual(["stop c", "-c", "stop b", "-b", "stop a", "-a"]);
    expect(stage.tree.state().children.map(({ status }) => status)).toEqual([
      "stopped",
      "stopped",
      "stopped",
    ]);
    expect(stage.clock.pending).toBe(0);
  });

  test("starts the one that failed again, one-for-one, after its delay", async () => {
    const stage = new Stage(["a", "b", "c"]);
    await stage.start();
    stage.news();
    await stage.fail("b");
    expect(stage.news()).toEqual(["-b"]);
    expect(stage.status("b")).toBe("pending");
    await stage.clock.run(99);
    expect(stage.news()).toEqual([]);
    await stage.clock.run(2);
    expect(stage.news()).toEqual(["+b"]);
    expect([stage.count("a"), stage.count("b"), stage.count("c")]).toEqual([1, 2, 1]);
    await stage.tree.stop();
  });

  test("stops the others in reverse and starts all in order, one-for-all", async () => {
    const stage = new Stage(["a", "b", "c"], { strategy: "one-for-all" });
    await stage.start();
    stage.news();
    await stage.fail("b");
    expect(stage.news()).toEqual(["-b", "stop c", "-c", "stop a", "-a"]);
    await stage.clock.run(101);
    expect(stage.news()).toEqual(["+a", "+b", "+c"]);
    expect(stage.of("restarting").map(({ children }) => children)).toEqual([["a", "b", "c"]]);
    // Once, whatever the siblings reported as they were stopped.
    expect(stage.tree.stats().restarts).toBe(1);
    await stage.clock.run(60_000);
    expect(["a", "b", "c"].map((name) => stage.count(name))).toEqual([2, 2, 2]);
    await stage.tree.stop();
  });

  test("does not swallow the next crash of a sibling, one-for-all", async () => {
    const stage = new Stage(["a", "b", "c"], { strategy: "one-for-all" });
    await stage.start();
    await stage.fail("b");
    await stage.clock.run(101);
    for (const name of ["a", "c", "b"]) {
      const before = stage.count(name);
      await stage.fail(name);
      await stage.clock.run(5_000);
      expect(stage.count(name)).toBe(before + 1);
    }
    await stage.tree.stop();
  });

  test("stops those behind the one that failed, and starts them with it, rest-for-one", async () => {
    const stage = new Stage(["a", "b", "c", "d"], { strategy: "rest-for-one" });
    await stage.start();
    stage.news();
    await stage.fail("b");
    expect(stage.news()).toEqual(["-b", "stop d", "-d", "stop c", "-c"]);
    await stage.clock.run(101);
    expect(stage.news()).toEqual(["+b", "+c", "+d"]);
    expect(stage.count("a")).toBe(1);
    await stage.tree.stop();
  });

  test("starts nobody before all have stopped, one-for-all", async () => {
    const jobs = { c: { ignores: true, stopTimeout: 3_000 } };
    const stage = new Stage(["a", "b", "c"], { strategy: "one-for-all", jobs });
    await stage.start();
    stage.news();
    await stage.fail("a");
    await stage.clock.run(2_999);
    expect(stage.news()).toEqual(["-a", "stop c"]);
    await stage.clock.run(2);
    expect(stage.news()).toEqual(["-c", "stop b", "-b", "+a", "+b", "+c"]);
    const stopping = stage.tree.stop({ timeout: 0 });
    await stage.clock.run();
    await stopping;
  });

  test("restarts together those that fail at the same moment, and counts it once", async () => {
    const stage = new Stage(["a", "b", "c"], { strategy: "one-for-all" });
    await stage.start();
    stage.latest("a").end({ code: 1 });
    stage.latest("b").end({ code: 1 });
    stage.latest("c").end({ code: 1 });
    await stage.clock.run(5_000);
    expect(["a", "b", "c"].map((name) => stage.count(name))).toEqual([2, 2, 2]);
    await stage.tree.stop();
  });

  test("leaves those alone that have ended for good", async () => {
    const children = ["a", { name: "once", restart: "never" as const }, "c"];
    const stage = new Stage(children, { strategy: "one-for-all" });
    await stage.start();
    await stage.end("once");
    expect(stage.status("once")).toBe("finished");
    await stage.fail("a");
    await stage.clock.run(200);
    expect(["a", "once", "c"].map((name) => stage.count(name))).toEqual([2, 1, 2]);
    await stage.tree.stop();
  });
});

describe("a policy", () => {
  test.each([
    ["always", {}, 2],
    ["always", { code: 1 }, 2],
    ["on-failure", {}, 1],
    ["on-failure", { code: 1 }, 2],
    ["on-failure", { signal: "SIGTERM" }, 2],
    ["on-failure", { error: new Error("x") }, 2],
    ["never", {}, 1],
    ["never", { code: 1 }, 1],
  ] as const)("%s, after the end %j, means %i instances", async (restart, outcome, count) => {
    const stage = new Stage([{ name: "a", restart }]);
    await stage.start();
    await stage.end("a", outcome);
    await stage.clock.run(1_000);
    expect(stage.count("a")).toBe(count);
    expect(stage.tree.state().status).toBe("running");
    await stage.tree.stop();
  });

  test("holds for one-for-all, too: a clean end restarts nobody", async () => {
    const children = [{ name: "a", restart: "on-failure" as const }, "b"];
    const stage = new Stage(children, { strategy: "one-for-all" });
    await stage.start();
    await stage.end("a");
    await stage.clock.run(1_000);
    expect([stage.count("a"), stage.count("b")]).toEqual([1, 1]);
    await stage.tree.stop();
  });
});

describe("a backoff", () => {
  const intensity = { restarts: 1_000, within: 60_000 };
  const delays = (stage: Stage): number[] => stage.of("restarting").map(({ delay }) => delay);

  async function crash(stage: Stage, times: number): Promise<void> {
    for (let at = 0; at < times; at++) {
      await stage.fail("a");
      await stage.clock.run(40_000);
    }
  }

  test("doubles from 200 ms up to 30 s, drawn from the whole of its window", async () => {
    const backoff = { resetAfter: 3_600_000 };
    const stage = new Stage([{ name: "a", backoff }], { intensity, random: () => 1 });
    await stage.start();
    await crash(stage, 10);
    const windows = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000];
    expect(delays(stage)).toEqual(windows);
    await stage.tree.stop();
  });

  test("is never 0, whatever is drawn", async () => {
    const stage = new Stage(["a"], { intensity, random: () => 0 });
    await stage.start();
    await crash(stage, 3);
    expect(Math.min(...delays(stage))).toBeGreaterThanOrEqual(1);
    await stage.tree.stop();
  });

  test("is the whole window without jitter", async () => {
    const backoff = { initialDelay: 50, jitter: "none" as const };
    const stage = new Stage([{ name: "a", backoff }]);
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(51);
    await stage.fail("a");
    expect(delays(stage)).toEqual([50, 100]);
    await stage.tree.stop();
  });

  test("begins again with its first window after a stable run, and not with 0", async () => {
    const backoff = { jitter: "none" as const, resetAfter: 60_000 };
    const stage = new Stage([{ name: "a", backoff }], { intensity });
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(201);
    await stage.fail("a");
    await stage.clock.run(401 + 60_000);
    await stage.fail("a");
    expect(delays(stage)).toEqual([200, 400, 200]);
    await stage.tree.stop();
  });

  test("follows a start that fails, too, until one succeeds", async () => {
    let tries = 0;
    const stage: Stage = new Stage([
      {
        name: "a",
        worker: (name) => {
          if (++tries === 2 || tries === 3) throw new Error("no room");
          return stage.job(name);
        },
      },
    ]);
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(10_000);
    expect(tries).toBe(4);
    expect(stage.status("a")).toBe("running");
    expect(
      stage.of("exited").map(({ report }) => (report.error as Error | undefined)?.message),
    ).toEqual([undefined, "no room", "no room"]);
    await stage.tree.stop();
  });
});
