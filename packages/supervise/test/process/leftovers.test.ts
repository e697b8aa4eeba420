// What a process leaves behind in its group: asked, forced, waited for, on a clock that stands still.

import { ManualClock } from "@skep/core/testing";
import { expect, test } from "vitest";
import { isEmptied } from "../../src/process/leftovers.ts";

/** A group that does as it is told, or does not. */
class Group {
  readonly told: string[] = [];
  isGone = false;
  readonly #obeys: readonly string[];

  constructor(obeys: readonly string[]) {
    this.#obeys = obeys;
  }

  isEmpty(): boolean {
    return this.isGone;
  }

  signal(signal: string): void {
    this.told.push(signal);
    if (this.#obeys.includes(signal)) this.isGone = true;
  }

  kill(): void {
    this.signal("SIGKILL");
  }
}

async function emptied(group: Group, isAsked: boolean): Promise<[boolean, number]> {
  const clock = new ManualClock();
  const from = clock.now();
  const emptying = isEmptied(group, { clock, stopSignal: "SIGINT", stopTimeout: 1_000, isAsked });
  const result: boolean[] = [];
  void emptying.then((isGone) => result.push(isGone));
  while (result.length === 0) {
    clock.advance(10);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return [result[0] === true, clock.now() - from];
}

test("an empty group is left alone", async () => {
  const group = new Group([]);
  group.isGone = true;
  expect(await emptied(group, false)).toEqual([true, expect.any(Number)]);
  expect(group.told).toEqual([]);
});

test("a group is asked, and gone when it obeys", async () => {
  const group = new Group(["SIGINT"]);
  const [isGone, after] = await emptied(group, false);
  expect([isGone, group.told]).toEqual([true, ["SIGINT", "SIGCONT"]]);
  expect(after).toBeLessThan(100);
});

test("a group is asked once, and forced after its time", async () => {
  const group = new Group(["SIGKILL"]);
  const [isGone, after] = await emptied(group, true);
  expect([isGone, group.told]).toEqual([true, ["SIGKILL"]]);
  expect(after).toBeGreaterThanOrEqual(1_000);
  expect(after).toBeLessThan(1_200);
});

test("a group that cannot be ended is given up in bounded time", async () => {
  const group = new Group([]);
  const [isGone, after] = await emptied(group, false);
  expect([isGone, group.told]).toEqual([false, ["SIGINT", "SIGCONT", "SIGKILL"]]);
  expect(after).toBeLessThan(6_300);
});
