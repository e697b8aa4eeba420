// Random walks over the plan alone: whatever comes in, in any order, also twice or too late, what it orders can be done and is in order.

import { expect, test } from "vitest";
import { SeededRandom } from "@skep/testing";
import type { ChildPlan } from "../../src/plan/child.ts";
import type { PlanInput } from "../../src/plan/input.ts";
import type { Order } from "../../src/plan/order.ts";
import { plan } from "../../src/plan/plan.ts";
import { nextDue } from "../../src/plan/reconcile.ts";
import { newRoster, type Roster, type Strategy } from "../../src/plan/roster.ts";

const backoff = {
  initialDelay: 200,
  multiplier: 2,
  maxDelay: 5_000,
  jitter: "full",
  resetAfter: 10_000,
} as const;

/** What runs, as the orders have it. */
class Shell {
  readonly running = new Map<string, { instance: number; isStopping: boolean }>();
  isReady = false;
  isEnded = false;

  perform(order: Order): void {
    expect(this.isEnded).toBe(false);
    if (order.type === "ready") {
      expect(this.isReady).toBe(false);
      this.isReady = true;
    } else if (order.type === "ended") {
      expect([...this.running.keys()]).toEqual([]);
      this.isEnded = true;
    } else if (order.type === "start") {
      expect(this.running.has(order.name)).toBe(false);
      this.running.set(order.name, { instance: order.instance, isStopping: false });
    } else {
      expect(this.running.get(order.name)).toEqual({ instance: order.instance, isStopping: false });
      this.running.set(order.name, { instance: order.instance, isStopping: true });
    }
  }
}

function planOf(name: string, random: SeededRandom): ChildPlan {
  const restart = random.pick(["always", "on-failure", "never"] as const);
  return { name, restart, backoff, significant: random.chance(0.02) };
}

function inputOf(random: SeededRandom, shell: Shell): PlanInput {
  const name = random.pick(["a", "b", "c", "d", "stranger"]);
  const instance = (shell.running.get(name)?.instance ?? 1) - (random.chance(0.1) ? 1 : 0);
  const status = random.chance(0.02)
    ? "abandoned"
    : random.pick(["finished", "failed", "failed", "stopped", "killed"] as const);
  const roll = random.next();
  if (roll < 0.002) return { type: "stop" };
  if (roll < 0.04) return { type: "add", plan: planOf(name, random) };
  if (roll < 0.07) return { type: "remove", name };
  if (roll < 0.12) return { type: "restart", name };
  if (roll < 0.17) return { type: "fail", name, error: new Error("down") };
  if (roll < 0.2) return { type: "start" };
  if (roll < 0.3) return { type: "due" };
  if (roll < 0.88) return { type: "started", name, instance };
  return { type: "exited", name, instance, report: { status } };
}

test("400 walks of 150 inputs order nothing that cannot be done, and come to an end", () => {
  const reached = { orders: 0, ended: 0, ready: 0 };
  for (let seed = 1; seed <= 400; seed++) {
    const random = new SeededRandom(seed);
    const strategy: Strategy = random.pick(["one-for-one", "one-for-all", "rest-for-one"]);
    const children = ["a", "b", "c"].map((name) => planOf(name, random));
    let roster: Roster = newRoster(strategy, { restarts: 30, within: 5_000 }, children);
    const shell = new Shell();
    let [now, at] = [0, 0];
    const send = (input: PlanInput): void => {
      const before = at % 10 === 0 ? JSON.stringify(roster) : "";
      const step = plan(roster, input, { now, roll: random.next() });
      // What was known does not change.
      if (at % 10 === 0) expect(JSON.stringify(roster)).toBe(before);
      roster = step.roster;
      reached.orders += step.orders.length;
      // The end of work is what the shell says; until then an order to stop does not end it.
      if (input.type === "exited" && shell.running.get(input.name)?.instance === input.instance)
        shell.running.delete(input.name);
      for (const order of step.orders) shell.perform(order);
    };
    send({ type: "start" });
    for (; at < 150; at++) {
      // What comes in after the end is of no use soon.
      if (shell.isEnded && random.chance(0.1)) break;
      now += random.int(400);
      send(inputOf(random, shell));
    }
    send({ type: "stop" });
    for (let left = 0; shell.running.size > 0; left++) {
      expect(left).toBeLessThan(20);
      for (const [name, { instance, isStopping }] of shell.running)
        if (isStopping) send({ type: "exited", name, instance, report: { status: "stopped" } });
    }
    expect([roster.mode, nextDue(roster, now), shell.isEnded]).toEqual(["ended", undefined, true]);
    reached.ready += Number(shell.isReady);
    reached.ended++;
  }
  expect(reached.orders).toBeGreaterThan(3_000);
  expect(reached.ready).toBeGreaterThan(200);
});
