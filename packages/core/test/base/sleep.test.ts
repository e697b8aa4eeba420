// A wait for time to pass, and signals that end it.
import { expect, it } from "vitest";
import { JoinedSignal } from "../../src/base/joined-signal.ts";
import { sleep } from "../../src/base/sleep.ts";
import { ManualClock } from "../../src/testing/index.ts";

const reason = new Error("mine");

it("resolves when its time has passed, and not before", async () => {
  const clock = new ManualClock();
  let isOver = false;
  const sleeping = sleep(clock, 100, undefined).then(() => (isOver = true));
  clock.advance(99);
  await Promise.resolve();
  expect(isOver).toBe(false);
  clock.advance(1);
  await sleeping;
});

it("rejects with the reason of its signal, and keeps no timer", async () => {
  const clock = new ManualClock();
  const controller = new AbortController();
  const sleeping = sleep(clock, 100, controller.signal);
  controller.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(sleep(clock, 100, controller.signal)).rejects.toBe(reason);
  expect(clock.pending).toBe(0);
});

it("ends with the first of several signals, and hears none of them once they are released", () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const joined = new JoinedSignal(one.signal, undefined, two.signal);
  two.abort(reason);
  one.abort(new Error("later"));
  expect(joined.signal.reason).toBe(reason);
  expect(new JoinedSignal(undefined, two.signal).signal.reason).toBe(reason);
  const third = new AbortController();
  const released = new JoinedSignal(third.signal);
  released.release();
  third.abort(reason);
  expect(released.signal.aborted).toBe(false);
});
