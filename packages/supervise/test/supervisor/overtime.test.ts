// Workers that break the contract and never end: they hold neither their supervisor nor the other children.

import { type ExitReport, GaveUpError, type ManagedWorker, type State } from "@skep/supervise";
import { expect, test } from "vitest";
import { Stage } from "../support/stage.ts";

const never = (): Promise<never> => new Promise(() => {});

/** It starts, and no stop of it ever resolves. */
class StuckWorker implements ManagedWorker {
  readonly name: string;
  readonly stopTimeout: number | undefined;
  readonly stops: (number | undefined)[] = [];
  end: (report: ExitReport) => void = () => {};

  constructor(name: string, stopTimeout?: number) {
    this.name = name;
    this.stopTimeout = stopTimeout;
  }

  async start(): Promise<void> {}

  stop({ timeout }: { timeout?: number | undefined } = {}): Promise<never> {
    this.stops.push(timeout);
    return never();
  }

  wait(): Promise<ExitReport> {
    return new Promise((resolve) => (this.end = resolve));
  }

  state(): State {
    return { name: this.name, status: "running", metadata: {}, children: [] };
  }

  toString(): string {
    return this.name;
  }
}

function stageOf(
  stuck: StuckWorker,
  spec: { stopTimeout?: number; ready?: () => unknown } = {},
): Stage {
  return new Stage(["a", { name: "b", worker: () => stuck, ...spec }, "c"]);
}

test("a stop that never resolves is given up 10 s behind the time of the worker, and the others are stopped", async () => {
  const stage = stageOf(new StuckWorker("b"));
  await stage.start();
  stage.news();
  const stopped = stage.tree.stop();
  await stage.clock.run(14_999);
  expect(stage.news()).toEqual(["stop c", "-c"]);
  await stage.clock.run(1);
  expect(stage.news()).toEqual(["stop a", "-a"]);
  expect((await stopped).status).toBe("abandoned");
  expect(stage.clock.pending).toBe(0);
  const exit = stage.records.find((record) => record.type === "exited" && record.child === "b");
  expect(exit).toMatchObject({
    report: {
      status: "abandoned",
      error: { message: "The stop of b has not resolved within 15000 ms." },
    },
  });
});

test.each([
  ["the child's", { stopTimeout: 100 }, undefined, 10_100],
  ["the worker's", {}, 2_000, 12_000],
])("%s own time counts", async (_whose, spec, own, limit) => {
  const stage = stageOf(new StuckWorker("b", own), spec);
  await stage.start();
  const stopped = stage.tree.stop();
  await stage.clock.run(limit - 1);
  expect(stage.status("a")).toBe("running");
  await stage.clock.run(1);
  expect((await stopped).status).toBe("abandoned");
});

test("one that takes as long as it likes is waited for, until it is to be forced", async () => {
  const stuck = new StuckWorker("b", Infinity);
  const stage = stageOf(stuck);
  await stage.start();
  const stopped = stage.tree.stop();
  await stage.clock.run(3_600_000);
  expect(stage.status("a")).toBe("running");
  void stage.tree.stop({ timeout: 0 });
  await stage.clock.run(10_000);
  expect((await stopped).status).toBe("abandoned");
  expect(stuck.stops).toEqual([undefined, 0]);
});

test("one that does end behind its time is not given up", async () => {
  const stuck = new StuckWorker("b");
  const stage = stageOf(stuck);
  await stage.start();
  const stopped = stage.tree.stop();
  await stage.clock.run(14_000);
  stuck.end({ status: "stopped" });
  expect((await stopped).status).toBe("stopped");
  expect(stage.clock.pending).toBe(0);
});

test("a child that was given up is not started again, as it may still run: its supervisor gives up", async () => {
  const stage = stageOf(new StuckWorker("b"));
  await stage.start();
  const restarted = stage.tree.restart("b").catch((error: unknown) => error);
  await stage.clock.run(15_000);
  expect(String(await restarted)).toMatch(/b is not started/);
  const { error, status } = await stage.tree.wait();
  expect([status, error instanceof GaveUpError]).toEqual(["abandoned", true]);
});

test("a start that has failed does not hold its supervisor by a stop that never resolves", async () => {
  const fail = (): never => {
    throw new Error("it is not ready");
  };
  const stage = stageOf(new StuckWorker("b"), { ready: fail });
  const starting = stage.tree.start().catch((error: unknown) => error);
  await stage.clock.run(15_000);
  expect(String(await starting)).toMatch(/b was abandoned/);
  expect(stage.status("a")).toBe("stopped");
});
