// A loop of awaits leaves room for timers and sockets, and pays next to nothing as long as there is room anyway.

import { describe, expect, test } from "vitest";
import type { Clock } from "../../src/base/clock.ts";
import { MacrotaskBudget } from "../../src/base/macrotask-budget.ts";
import { ManualClock } from "../../src/testing/manual-clock.ts";

const settled = (): Promise<string> => Promise.resolve("settled");

/** How many awaits a loop gets through in what is one macrotask on a manual clock. */
async function loop(budget: MacrotaskBudget, clock: ManualClock, most = 1_000): Promise<number> {
  let rounds = 0;
  void (async () => {
    for (; rounds < most; rounds++) await budget.spend(settled());
  })();
  for (let turn = 0; turn < 100; turn++) await clock.settle();
  return rounds;
}

describe("what is spent", () => {
  test("is the promise itself while the budget lasts", () => {
    const budget = new MacrotaskBudget(new ManualClock());
    const promise = settled();
    expect(budget.spend(promise)).toBe(promise);
  });

  test("waits for a macrotask after 127 in a row, and every macrotask has 127 more", async () => {
    const clock = new ManualClock();
    const budget = new MacrotaskBudget(clock);
    expect(await loop(budget, clock)).toBe(127);
    await clock.run();
    expect(await loop(budget, clock, 0)).toBe(0);
  });

  test("waits for a macrotask after 10 ms, however few there were", async () => {
    const clock = new ManualClock();
    const budget = new MacrotaskBudget(clock);
    for (let spent = 1; spent < 20; spent++) void budget.spend(settled());
    clock.jump(10);
    let told = "nothing";
    void budget.spend(settled()).then((what) => (told = what));
    await clock.settle();
    expect(told).toBe("nothing");
    await clock.run();
    expect(told).toBe("settled");
  });

  test("costs no macrotask where it is little", async () => {
    const clock = new ManualClock();
    let yields = 0;
    const counting: Clock = {
      now: () => clock.now(),
      wall: () => clock.wall(),
      schedule: (delay, due) => clock.schedule(delay, due),
      yield: (run) => {
        yields++;
        clock.yield(run);
      },
    };
    const budget = new MacrotaskBudget(counting);
    for (let spent = 0; spent < 15; spent++) await budget.spend(settled());
    expect(yields).toBe(0);
    await budget.spend(settled());
    expect(yields).toBe(1);
  });

  test("is a rejection that needs no handler in the meantime", async () => {
    const clock = new ManualClock();
    const budget = new MacrotaskBudget(clock);
    for (let spent = 1; spent < 128; spent++) void budget.spend(settled());
    const refused = budget.spend(Promise.reject(new Error("refused")));
    await clock.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
    const told = expect(refused).rejects.toThrow("refused");
    await clock.run();
    await told;
  });

  test("takes a timer of no delay from a clock that knows no macrotasks", async () => {
    const clock = new ManualClock();
    const { now, wall, schedule } = ManualClock.prototype;
    const plain: Clock = {
      now: now.bind(clock),
      wall: wall.bind(clock),
      schedule: schedule.bind(clock),
    };
    expect(await loop(new MacrotaskBudget(plain), clock)).toBe(127);
    expect(clock.pending).toBe(2);
  });
});
