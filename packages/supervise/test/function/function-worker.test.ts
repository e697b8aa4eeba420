// A function as a worker: how it ends, and where it rests.

import { ConfigError } from "@skep/core/base";
import { fromFunction, type Gate, WorkerExitError, WorkerStateError } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";

const forever = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error)),
  );

describe("a function", () => {
  test("that returns has finished, at once or later", async () => {
    for (const run of [() => 7, async () => Promise.resolve()]) {
      const worker = fromFunction("job", run);
      await worker.start();
      expect(await worker.wait()).toEqual({ status: "finished" });
    }
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("x");
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("x");
      },
    ],
  ])("that %s has failed, and its start has succeeded", async (_, run) => {
    const worker = fromFunction("job", run);
    await worker.start();
    const report = await worker.wait();
    expect(report).toMatchObject({ status: "failed", error: { message: "x" } });
    expect(worker.state()).toMatchObject({
      status: "failed",
      error: "x",
      metadata: { type: "func" },
    });
  });

  test("that throws nothing has failed", async () => {
    const worker = fromFunction("job", () => Promise.reject(undefined as never));
    await worker.start();
    expect((await worker.wait()).status).toBe("failed");
  });

  test("ends with the reason of its signal when it is stopped", async () => {
    const worker = fromFunction("job", ({ signal }) => forever(signal));
    await worker.start();
    expect((await worker.stop()).status).toBe("stopped");
    expect(worker.state().error).toBeUndefined();
  });

  test("that fails as it is stopped has failed", async () => {
    const worker = fromFunction("job", async ({ signal }) => {
      await forever(signal).catch(() => {});
      throw new Error("the last write failed");
    });
    await worker.start();
    expect((await worker.stop()).status).toBe("failed");
  });

  test("that ignores its signal is abandoned, never killed", async () => {
    const clock = new ManualClock();
    const worker = fromFunction("deaf", () => new Promise(() => {}), { clock, stopTimeout: 500 });
    await worker.start();
    const stopping = worker.stop();
    await clock.run(499);
    expect(worker.state().status).toBe("stopping");
    await clock.run(1);
    expect((await stopping).status).toBe("abandoned");
    expect(worker.state().status).toBe("abandoned");
    expect(clock.pending).toBe(0);
  });

  test("is given its handover, also as variables", async () => {
    const seen: unknown[] = [];
    const worker = fromFunction("job", ({ handover, env }) => void seen.push(handover, env));
    const handover = { resumeId: "id", previousExit: { status: "failed", code: 2 } as const };
    await worker.start({ handover, env: { PORT: "1" } });
    await worker.wait();
    expect(seen).toEqual([
      handover,
      { PORT: "1", LIFECYCLE_RESUME_ID: "id", LIFECYCLE_PREV_EXIT: "2" },
    ]);
  });

  test("must be one, with options that there are", () => {
    expect(() => fromFunction("job", undefined as never)).toThrow(ConfigError);
    expect(() => fromFunction("", () => {})).toThrow(ConfigError);
    expect(() => fromFunction("job", () => {}, { timeout: 1 } as never)).toThrow(ConfigError);
    expect(() => fromFunction("job", () => {}, { stopTimeout: -1 })).toThrow(ConfigError);
  });
});

describe("a gate", () => {
  /** Passes the gate when the test says so. */
  class Walker {
    gate: Gate | undefined;
    readonly worker = fromFunction("walker", ({ gate, signal }) => {
      this.gate = gate;
      return forever(signal);
    });
  }

  async function walker(): Promise<{ gate: Gate; worker: Walker["worker"] }> {
    const walker = new Walker();
    await walker.worker.start();
    return { gate: walker.gate as Gate, worker: walker.worker };
  }

  test("is passed at once while nobody wants rest", async () => {
    const { gate, worker } = await walker();
    for (let at = 0; at < 5; at++) await gate.check();
    await worker.stop();
  });

  test("holds a check until it may go on, and a suspend until there is a check", async () => {
    const { gate, worker } = await walker();
    let isResting = false;
    const suspending = worker.suspend().then(() => (isResting = true));
    await Promise.resolve();
    expect([isResting, worker.state().status]).toEqual([false, "running"]);
    let isPassed = false;
    const checking = gate.check().then(() => (isPassed = true));
    await suspending;
    expect([isPassed, worker.state().status]).toEqual([false, "suspended"]);
    await worker.resume();
    await checking;
    expect(worker.state().status).toBe("running");
    await worker.stop();
  });

  test("lets all that wait go on, however many, and closes for those that come later", async () => {
    const { gate, worker } = await walker();
    const suspending = worker.suspend();
    const checks = [1, 2, 3, 4, 5].map(() => gate.check());
    await suspending;
    await worker.resume();
    // A new rest needs a new check: what went on before is not taken for it.
    let isResting = false;
    const again = worker.suspend().then(() => (isResting = true));
    await Promise.all(checks);
    expect([isResting, worker.state().status]).toEqual([false, "running"]);
    const last = gate.check();
    await again;
    expect(worker.state().status).toBe("suspended");
    await worker.stop();
    await expect(last).rejects.toThrow();
  });

  test("forgets a suspend that was given up before a check came", async () => {
    const { gate, worker } = await walker();
    const controller = new AbortController();
    const reason = new Error("enough");
    const suspending = worker.suspend(controller);
    controller.abort(reason);
    await expect(suspending).rejects.toBe(reason);
    await gate.check();
    expect(worker.state().status).toBe("running");
    await worker.stop();
  });

  test("keeps a suspend that another one still waits for", async () => {
    const { gate, worker } = await walker();
    const controller = new AbortController();
    const [first, second] = [worker.suspend(controller), worker.suspend()];
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    void gate.check().catch(() => {});
    await second;
    expect(worker.state().status).toBe("suspended");
    await worker.stop();
  });

  test("tells a suspend that a resume came before it rested", async () => {
    const { gate, worker } = await walker();
    const suspending = worker.suspend();
    await worker.resume();
    await expect(suspending).rejects.toThrow(/was resumed before it rested/);
    await gate.check();
    expect(worker.state().status).toBe("running");
    await worker.stop();
  });

  test("lets a check go by its own signal, and the function counts as running then", async () => {
    const { gate, worker } = await walker();
    const controller = new AbortController();
    const suspending = worker.suspend();
    const checking = gate.check(controller);
    await suspending;
    controller.abort(new Error("enough"));
    await expect(checking).rejects.toThrow("enough");
    expect(worker.state().status).toBe("running");
    // It is to rest still.
    void gate.check().catch(() => {});
    expect(worker.state().status).toBe("suspended");
    await worker.stop();
  });

  test("lets nobody pass once the worker is stopped", async () => {
    const { gate, worker } = await walker();
    void worker.suspend().catch(() => {});
    const checking = gate.check();
    await worker.stop();
    await expect(checking).rejects.toMatchObject({ name: "AbortError" });
    await expect(gate.check()).rejects.toMatchObject({ name: "AbortError" });
  });

  test("tells a suspend that the function ended instead", async () => {
    const worker = fromFunction(
      "brief",
      () => new Promise<void>((resolve) => setTimeout(resolve, 5)),
    );
    await expect(worker.suspend()).rejects.toThrow(WorkerStateError);
    await worker.start();
    await expect(worker.suspend()).rejects.toThrow(WorkerExitError);
    await expect(worker.suspend()).rejects.toThrow(/does not run: it is finished/);
  });

  test("does not mind a hundred rests in a row", async () => {
    const { gate, worker } = await walker();
    for (let at = 0; at < 100; at++) {
      const suspending = worker.suspend();
      const checking = gate.check();
      await suspending;
      await worker.resume();
      await checking;
    }
    expect(worker.state().status).toBe("running");
    await worker.stop();
  });
});
