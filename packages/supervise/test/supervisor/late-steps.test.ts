// A machine on which time passes within a step: who becomes due meanwhile is started all the same.

import { fromFunction, Supervisor } from "@skep/supervise";
import type { Clock } from "@skep/core/base";
import { ManualClock } from "@skep/testing";
import { expect, test } from "vitest";

/** Each look at it is ten milliseconds later. */
function slow(clock: ManualClock): Clock {
  let looks = 0;
  return {
    now: () => clock.now() + ++looks * 10,
    wall: () => clock.wall(),
    schedule: (delay, due) => clock.schedule(delay, due),
  };
}

test("a child whose delay is over before the step that gave it is, is started", async () => {
  const clock = new ManualClock();
  const runs: string[] = [];
  const tree = new Supervisor({
    name: "tree",
    clock: slow(clock),
    random: () => 0.5,
    children: [
      {
        name: "job",
        backoff: { initialDelay: 2 },
        worker: (name) =>
          fromFunction(name, async ({ signal }) => {
            if (runs.push(name) === 1) throw new Error("not yet");
            await new Promise((resolve) => signal.addEventListener("abort", resolve));
          }),
      },
    ],
  });
  await tree.start();
  for (let turn = 0; turn < 100 && runs.length < 2; turn++) {
    clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(runs).toEqual(["job", "job"]);
  await tree.stop();
});
