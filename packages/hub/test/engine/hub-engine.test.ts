// A hub's session of its engine, on a manual clock: when it tries again, and that it ends.

import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { HubEngine } from "../../src/engine/hub-engine.ts";
import { memoryEngine } from "../../src/engine/memory-engine.ts";

function start(): {
  readonly engine: HubEngine;
  readonly clock: ManualClock;
  readonly inputs: string[];
} {
  const clock = new ManualClock();
  const inputs: string[] = [];
  const engine = new HubEngine({
    engine: memoryEngine({ clock }),
    needs: { namespaces: {}, keys: 1 },
    clock,
    input: ({ type }) => inputs.push(type),
    published: () => {},
    failed: () => {},
  });
  return { engine, clock, inputs };
}

test("What fails again and again does not put off that the rest is tried again.", async () => {
  const { clock, engine, inputs } = start();
  await engine.open();
  for (let count = 0; count < 4; count++) {
    engine.retryIn(1_000);
    clock.advance(400);
  }
  expect(inputs).toEqual(["retry"]);
  clock.advance(1_000);
  expect(inputs).toEqual(["retry", "retry"]);
  expect(clock.pending).toBe(0);
  await engine.close();
});

test("Nothing is tried again when the hub is closed.", async () => {
  const { clock, engine, inputs } = start();
  await engine.open();
  engine.retryIn(1_000);
  await engine.close();
  engine.retryIn(1_000);
  expect(clock.pending).toBe(0);
  clock.advance(5_000);
  expect(inputs).toEqual([]);
});
