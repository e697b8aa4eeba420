// How long a pipe is read after the exit of its process, on a clock that stands still.

import { ManualClock } from "../../src/testing/index.ts";
import { describe, expect, test } from "vitest";
import { ExitGrace, GRACE_BYTES, GRACE_TIME } from "../../src/base/exit-grace.ts";

function graceOf(): { clock: ManualClock; grace: ExitGrace; ends: () => number } {
  const clock = new ManualClock();
  let ends = 0;
  const grace = new ExitGrace(clock, () => ends++);
  return { clock, grace, ends: () => ends };
}

describe("the grace of a pipe", () => {
  test("does not begin before the exit", () => {
    const { clock, grace, ends } = graceOf();
    grace.wait();
    clock.advance(1_000_000);
    grace.heard();
    grace.count(GRACE_BYTES * 2);
    expect(ends()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("ends where nothing comes after the exit, in the middle of a wait or before it", () => {
    const { clock, grace, ends } = graceOf();
    grace.wait();
    grace.begin();
    clock.advance(GRACE_TIME - 1);
    expect(ends()).toBe(0);
    clock.advance(1);
    expect(ends()).toBe(1);

    const other = graceOf();
    other.grace.begin();
    other.clock.advance(GRACE_TIME * 2);
    expect(other.ends()).toBe(0);
    other.grace.wait();
    other.clock.advance(GRACE_TIME);
    expect(other.ends()).toBe(1);
  });

  test("is the sum of all waits, without the time between them", () => {
    const { clock, grace, ends } = graceOf();
    grace.begin();
    for (let wait = 0; wait < 9; wait++) {
      grace.wait();
      clock.advance(GRACE_TIME / 10);
      grace.heard();
      grace.count(1);
      // Whoever publishes may take longer.
      clock.advance(1_000_000);
    }
    expect(ends()).toBe(0);
    grace.wait();
    clock.advance(GRACE_TIME / 10);
    expect(ends()).toBe(1);
  });

  test("gives what has arrived one turn where its timer is late", () => {
    const { clock, grace, ends } = graceOf();
    grace.begin();
    grace.wait();
    clock.jump(GRACE_TIME * 10);
    clock.yield(() => {
      grace.heard();
      grace.count(1);
    });
    clock.advance(0);
    expect(ends()).toBe(0);
    grace.wait();
    clock.advance(0);
    expect(ends()).toBe(1);
  });

  test("ends where more comes than the pipe can have held", () => {
    const { grace, ends } = graceOf();
    grace.begin();
    grace.wait();
    grace.heard();
    grace.count(GRACE_BYTES - 1);
    expect(ends()).toBe(0);
    grace.count(1);
    expect(ends()).toBe(1);
  });
});
