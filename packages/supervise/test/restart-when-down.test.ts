// A watcher that finds a child down although it runs has it started again, by the rules of its supervisor.

import { ConfigError } from "@skep/core/base";
import { restartWhenDown } from "@skep/supervise";
import { describe, expect, test } from "vitest";
import { Stage } from "./support/stage.ts";

/** A watcher whose state the test sets. */
class Watcher extends EventTarget {
  state: "unknown" | "ready" | "down" = "unknown";
  lastError: Error | undefined;
  probes = 0;
  /** What a probe finds. */
  finds: "ready" | "down" | undefined;

  become(state: "unknown" | "ready" | "down"): void {
    this.state = state;
    this.lastError = state === "down" ? new Error("503") : undefined;
    this.dispatchEvent(new Event(state));
  }

  async probeNow(): Promise<void> {
    this.probes++;
    await Promise.resolve();
    if (this.finds !== undefined && this.finds !== this.state) this.become(this.finds);
  }
}

async function watched(
  options: { startPeriod?: number; signal?: AbortSignal } = {},
): Promise<{ stage: Stage; watcher: Watcher; end: () => void }> {
  const stage = new Stage(["api"], { intensity: { restarts: 2 } });
  await stage.start();
  const watcher = new Watcher();
  const { clock } = stage;
  const end = restartWhenDown(watcher, stage.tree.child("api"), {
    startPeriod: 1_000,
    ...options,
    clock,
  });
  return { stage, watcher, end };
}

describe("a child that a watcher finds down", () => {
  test("is started again after its start period, through the backoff", async () => {
    const { stage, watcher } = await watched();
    await stage.clock.run(1_000);
    watcher.become("down");
    await stage.clock.settle();
    expect(stage.status("api")).toBe("pending");
    expect(stage.of("exited")[0]?.report.status).toBe("stopped");
    watcher.finds = "ready";
    await stage.clock.run(10_000);
    expect([stage.count("api"), stage.status("api"), watcher.probes]).toEqual([2, "running", 1]);
    await stage.tree.stop();
  });

  test("in its start period is given the rest of it, and then looked at again", async () => {
    const { stage, watcher } = await watched();
    watcher.become("down");
    await stage.clock.run(999);
    expect(stage.count("api")).toBe(1);
    watcher.finds = "ready";
    await stage.clock.run(10_000);
    expect([stage.count("api"), watcher.probes]).toEqual([1, 1]);
    watcher.become("down");
    await stage.clock.run(200);
    expect(stage.count("api")).toBe(2);
    await stage.tree.stop();
  });

  test("again and again is too much for the intensity of its supervisor", async () => {
    const { stage, watcher } = await watched();
    watcher.finds = "down";
    watcher.become("down");
    await stage.clock.run(30_000);
    expect((await stage.tree.wait()).status).toBe("failed");
    expect(stage.count("api")).toBe(3);
    expect(stage.clock.pending).toBe(0);
  });

  test("is left alone where nothing is known, and where the watcher fails to look", async () => {
    const { stage, watcher } = await watched();
    await stage.clock.run(1_000);
    watcher.become("unknown");
    watcher.probeNow = () => Promise.reject(new Error("stopped"));
    await stage.clock.run(60_000);
    expect(stage.count("api")).toBe(1);
    await stage.tree.stop();
  });

  test("is left alone after the end of the link, by call or by signal", async () => {
    for (const way of ["call", "signal"]) {
      const controller = new AbortController();
      const { stage, watcher, end } = await watched({ signal: controller.signal });
      if (way === "call") end();
      else controller.abort();
      watcher.become("down");
      await stage.clock.run(60_000);
      expect([stage.count("api"), stage.clock.pending]).toEqual([1, 0]);
      await stage.tree.stop();
    }
  });

  test("needs a watcher, a child and a time that can be", async () => {
    const stage = new Stage(["api"]);
    const child = stage.tree.child("api");
    expect(() => restartWhenDown({} as never, child)).toThrow(ConfigError);
    expect(() => restartWhenDown(new Watcher(), {} as never)).toThrow(ConfigError);
    expect(() => restartWhenDown(new Watcher(), child, { startPeriod: -1 })).toThrow(ConfigError);
    expect(() => restartWhenDown(new Watcher(), child, { delay: 1 } as never)).toThrow(ConfigError);
  });
});
