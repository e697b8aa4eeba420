// What a supervisor tells: its state and metadata, events, records, figures; and what listeners cannot do to it.

import { ConfigError } from "@skep/core/base";
import { isExitStatus, metadataKeys, Supervisor, type SupervisorRecord } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job } from "../support/job.ts";
import { Stage } from "../support/stage.ts";

describe("the state", () => {
  test("lists children in order, whether they run or not, with their metadata", async () => {
    const stage = new Stage(["a", { name: "b", restart: "never" }]);
    expect(stage.tree.state()).toEqual({
      name: "tree",
      status: "created",
      metadata: { type: "supervisor", restarts: "0" },
      children: ["a", "b"].map((name) => ({
        name,
        status: "created",
        metadata: { restarts: "0" },
        children: [],
      })),
    });
    await stage.start();
    await stage.fail("a", 3);
    await stage.fail("b", 4);
    await stage.clock.run(200);
    const [a, b] = stage.tree.state().children;
    expect(a).toEqual({
      name: "a",
      status: "running",
      exitCode: 3,
      metadata: { type: "job", restarts: "1", window_start: "2026-01-01T00:00:00.000Z" },
      children: [],
    });
    expect(b).toMatchObject({ status: "failed", exitCode: 4, error: "exit code 4" });
    expect(JSON.parse(JSON.stringify(stage.tree.state()))).toEqual(stage.tree.state());
    await stage.tree.stop();
  });

  test("of a child that has ended does not take its signal from who waits for the tree", async () => {
    const stage = new Stage([{ name: "a", restart: "never" }]);
    await stage.start();
    const controller = new AbortController();
    const waiting = stage.tree.wait({ signal: controller.signal });
    await stage.end("a");
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await stage.tree.stop();
  });

  test("forgets the window when its restarts are too old to count", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(60_001);
    expect(stage.tree.state().children[0]?.metadata).toEqual({ type: "job", restarts: "1" });
    await stage.tree.stop();
  });

  test("is that of supervisors below, three levels deep", async () => {
    const clock = new ManualClock();
    const leaf = (name: string): Job => new Job(name, { clock });
    const nested = (
      name: string,
      children: readonly { name: string; worker(name: string): never }[],
    ): never => new Supervisor({ name, clock, children }) as never;
    const tree: Supervisor = nested("one", [
      {
        name: "two",
        worker: (two) =>
          nested(two, [
            {
              name: "three",
              worker: (three) => nested(three, [{ name: "leaf", worker: leaf as never }]),
            },
          ]),
      },
    ]);
    const changes: string[] = [];
    tree.subscribe(({ path, status }) => changes.push(`${path.join("/")} ${status}`));
    const starting = tree.start();
    await clock.settle();
    await starting;
    const three = tree.state().children[0]?.children[0];
    expect(three?.children[0]).toMatchObject({ name: "leaf", status: "running" });
    expect(changes).toContain("two/three/leaf running");
    await tree.stop();
    expect(changes.at(-1)).toBe(" stopped");
    expect(tree.state().children[0]?.children[0]?.children[0]?.status).toBe("stopped");
  });

  test("says which keys there are", () => {
    expect(Object.values(metadataKeys)).toEqual([
      "type",
      "restarts",
      "window_start",
      "circuit_breaker",
      "hygiene",
    ]);
    expect(
      ["created", "running", "finished", "abandoned"].map((status) =>
        isExitStatus(status as never),
      ),
    ).toEqual([false, false, true, true]);
  });
});

describe("what is told", () => {
  test("is each start, end and restart, once and in order", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(200);
    await stage.tree.stop();
    const told = stage.records.filter(({ type }) => type !== "status");
    expect(told.map(({ at: _, ...record }) => record)).toEqual([
      { type: "started", child: "a", instance: 1 },
      { type: "exited", child: "a", instance: 1, report: { status: "failed", code: 1 } },
      { type: "restarting", child: "a", children: ["a"], delay: 100.5, failures: 1 },
      { type: "started", child: "a", instance: 2 },
      { type: "exited", child: "a", instance: 2, report: { status: "stopped" } },
    ]);
    expect(stage.tree.stats()).toEqual({
      children: 1,
      up: 0,
      starts: 2,
      exits: { finished: 0, stopped: 1, killed: 0, failed: 1, abandoned: 0 },
      restarts: 1,
      delayed: 100.5,
      gaveUp: 0,
    });
  });

  test("is each change of a status, as a chain", async () => {
    const stage = new Stage(["a"]);
    await stage.start();
    await stage.fail("a");
    await stage.clock.run(200);
    await stage.tree.stop();
    const changes = stage.of("status").filter(({ path }) => path[0] === "a");
    expect(changes.map(({ status }) => status)).toEqual([
      "starting",
      "running",
      "failed",
      "pending",
      "starting",
      "running",
      "stopping",
      "stopped",
    ]);
    for (const [at, { previous }] of changes.entries())
      expect(previous).toBe(at === 0 ? "created" : changes[at - 1]?.status);
    const own = stage.of("status").filter(({ path }) => path.length === 0);
    expect(own.map(({ status }) => status)).toEqual(["starting", "running", "stopping", "stopped"]);
  });

  test("can be read by any number of loops, which end with the supervisor", async () => {
    const stage = new Stage(["a"]);
    const read = async (): Promise<string[]> => {
      const types: string[] = [];
      for await (const { type } of stage.tree.records()) types.push(type);
      return types;
    };
    const loops = [read(), read()];
    await stage.start();
    await stage.tree.stop();
    const [first, second] = await Promise.all(loops);
    expect(first).toEqual(second);
    expect(first?.filter((type) => type !== "status")).toEqual(["started", "exited"]);
    // After the end there is nothing to read.
    expect(await read()).toEqual([]);
  });

  test("is dropped for a loop that does not read, from the oldest, and the next record says how many", async () => {
    const stage = new Stage([], { intensity: { restarts: 100_000 } });
    const reader = stage.tree.records()[Symbol.asyncIterator]();
    await stage.start();
    for (let at = 0; at < 400; at++) {
      await stage.tree.add(stage.spec("x"));
      await stage.tree.remove("x");
    }
    const { value } = (await reader.next()) as { value: SupervisorRecord };
    expect(value.missed).toBeGreaterThan(1_000);
    expect(((await reader.next()) as { value: SupervisorRecord }).value.missed).toBeUndefined();
    await reader.return?.();
    await stage.tree.stop();
  });

  test("ends for a loop by its signal", async () => {
    const stage = new Stage(["a"]);
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of stage.tree.records(controller));
    })();
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });

  test("harms nobody where a listener throws: that is told, too", async () => {
    const stage = new Stage(["a"]);
    const error = new Error("a listener");
    stage.tree.addEventListener("started", () => {
      throw error;
    });
    stage.tree.addEventListener("error", () => {
      throw new Error("a listener of errors");
    });
    await stage.start();
    expect(stage.of("error").map((record) => record.error)).toEqual([error]);
    expect(stage.status("a")).toBe("running");
    await stage.tree.stop();
    expect(() => stage.tree.addEventListener("nothing" as never, () => {})).toThrow(ConfigError);
  });

  test("is the change of one child to who holds it", async () => {
    const stage = new Stage(["a", "b"]);
    const changes: string[] = [];
    const unsubscribe = stage.tree.child("b").subscribe(({ status }) => changes.push(status));
    await stage.start();
    expect(stage.tree.child("b").state()?.status).toBe("running");
    await stage.fail("a");
    await stage.tree.child("b").restart();
    unsubscribe();
    await stage.tree.stop();
    expect(changes).toEqual([
      "pending",
      "starting",
      "running",
      "stopping",
      "stopped",
      "starting",
      "running",
    ]);
  });
});

describe("bad input", () => {
  const worker = (name: string): Job => new Job(name);
  test.each([
    [{ name: "" }, "name"],
    [{ name: "a\nb" }, "name"],
    [{ name: "t", strategy: "all" }, "strategy"],
    [{ name: "t", children: "a" }, "children"],
    [
      {
        name: "t",
        children: [
          { name: "a", worker },
          { name: "a", worker },
        ],
      },
      "children[1].name",
    ],
    [{ name: "t", children: [{ name: "a" }] }, "children[0].worker"],
    [{ name: "t", children: [{ name: "a", worker, restart: "sometimes" }] }, "children[0].restart"],
    [{ name: "t", children: [{ name: "a", worker, readyTimeout: 0 }] }, "children[0].readyTimeout"],
    [
      { name: "t", children: [{ name: "a", worker, backoff: { initialDelay: 0 } }] },
      "children[0].backoff.initialDelay",
    ],
    [
      { name: "t", children: [{ name: "a", worker, backoff: { multiplier: 0.5 } }] },
      "children[0].backoff.multiplier",
    ],
    [
      { name: "t", children: [{ name: "a", worker, backoff: { maxDelay: 100 } }] },
      "children[0].backoff.maxDelay",
    ],
    [
      { name: "t", children: [{ name: "a", worker, backoff: { jitter: "some" } }] },
      "children[0].backoff.jitter",
    ],
    [{ name: "t", children: [{ name: "a", worker, stopTimeout: -1 }] }, "children[0].stopTimeout"],
    [{ name: "t", children: [{ name: "a", worker, ready: 1 }] }, "children[0].ready"],
    [{ name: "t", children: [{ name: "a", worker, critical: true }] }, "children[0].critical"],
    [{ name: "t", intensity: { restarts: -1 } }, "intensity.restarts"],
    [{ name: "t", intensity: { within: 0 } }, "intensity.within"],
    [{ name: "t", intensity: { max: 1 } }, "intensity.max"],
    [{ name: "t", stopTimeout: Number.NaN }, "stopTimeout"],
    [{ name: "t", maxRestarts: 1 }, "maxRestarts"],
    [{ name: "t", clock: {} }, "clock"],
    [undefined, "options"],
  ])("%j is refused by its path %s", (options, path) => {
    let error: unknown;
    try {
      void new Supervisor(options as never);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).path).toBe(path);
  });
});
