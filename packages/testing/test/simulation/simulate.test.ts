// What one schedule tells, and how it tells what did not hold: with a worker that lies.

import { DefaultWorker, type WorkerStats } from "@skep/core/worker";
import { INVARIANTS, Reached, simulate, SimulationError } from "@skep/testing/simulation";
import { expect, test } from "vitest";

/** Says that nothing ever waits in its socket's way, and never that it is connected. */
class Liar extends DefaultWorker {
  override stats(): WorkerStats {
    const { state, ...others } = super.stats();
    return { ...others, state: state === "connected" ? "waiting" : state };
  }
}

test("a schedule tells how much it did, and in how much time", async () => {
  const { seed, steps, time, reached, hash } = await simulate({ seed: 3, steps: 60 });
  expect([seed, steps]).toEqual([3, 60]);
  expect(time).toBeGreaterThan(60_000);
  expect(reached["idle start"]).toBeGreaterThan(0);
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
});

test("a worker that lies is found out, with the invariant, the seed and what came before", async () => {
  const lying = simulate({ seed: 2, worker: (observe) => new Liar(observe) });
  const error = await lying.catch((error: unknown) => error);
  expect(error).toBeInstanceOf(SimulationError);
  const { seed, step, invariant, trace, message } = error as SimulationError;
  expect(seed).toBe(2);
  expect(step).toBeGreaterThanOrEqual(0);
  expect(Object.keys(INVARIANTS)).toContain(invariant);
  expect(trace.join("\n")).toMatch(/ dials 1/);
  expect(message).toMatch(/^Seed 2, step \d+: InvariantViolation: .+\n {2}\d/);
});

test("what was reached can be joined, and what was not is named", () => {
  const reached = new Reached();
  reached.add("a");
  reached.join({ a: 2, b: 1 });
  expect(reached.counts).toEqual({ a: 3, b: 1 });
  expect(reached.missing(["a", "c"])).toEqual(["c"]);
});
