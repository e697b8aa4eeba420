// The manual clock: order, lateness, nesting, promises.
import { ManualClock } from "@skep/core/testing";
import { describe, expect, test } from "vitest";

/** A clock, and what its timers say. */
function scheduled(...delays: readonly number[]) {
  const clock = new ManualClock();
  const fired: string[] = [];
  const fire = (name: string) => () => void fired.push(`${name} at ${clock.now()}`);
  const timers = delays.map((delay, at) => clock.schedule(delay, fire(`${at}`)));
  return { clock, fired, fire, timers };
}

describe("a manual clock", () => {
  test("begins at 0, on the first of January 2026, or where it is told to", () => {
    const clock = new ManualClock();
    expect(clock.now()).toBe(0);
    expect(new Date(clock.wall()).toISOString()).toBe("2026-01-01T00:00:00.000Z");
    const other = new ManualClock({ now: 7, wall: 8 });
    expect([other.now(), other.wall()]).toEqual([7, 8]);
  });

  test("moves both times when it advances", () => {
    const clock = new ManualClock({ wall: 100 });
    clock.advance(5);
    clock.advance();
    expect([clock.now(), clock.wall()]).toEqual([5, 105]);
  });

  test("fires in the order of time, then of scheduling, each at its own time", () => {
    const { clock, fired } = scheduled(30, 10, 20, 10);
    clock.advance(20);
    expect(fired).toEqual(["1 at 10", "3 at 10", "2 at 20"]);
    expect([clock.pending, clock.next]).toEqual([1, 30]);
    clock.advance(100);
    expect(fired).toHaveLength(4);
    expect([clock.pending, clock.next]).toEqual([0, undefined]);
  });

  test("fires what is scheduled on the way, at its own time", () => {
    const { clock, fired, fire } = scheduled(20);
    clock.schedule(5, () => clock.schedule(5, fire("nested")));
    clock.schedule(5, () => clock.schedule(0, fire("at once")));
    clock.advance(50);
    expect(fired).toEqual(["at once at 5", "nested at 10", "0 at 20"]);
    expect(clock.now()).toBe(50);
  });

  test("does not fire what was cancelled, however often", () => {
    const { clock, fired, timers } = scheduled(10, 10, 10);
    timers[1]?.cancel();
    timers[1]?.cancel();
    clock.schedule(5, () => timers[2]?.cancel());
    clock.advance(10);
    timers[0]?.cancel();
    expect(fired).toEqual(["0 at 10"]);
  });

  test("does not fire inside schedule", () => {
    const { clock, fired } = scheduled(0);
    expect(fired).toEqual([]);
    clock.advance();
    expect(fired).toEqual(["0 at 0"]);
  });

  test("clamps delays as the system clock does, and refuses NaN", () => {
    const { clock, fired } = scheduled(-5, Infinity);
    clock.advance();
    expect(fired).toEqual(["0 at 0"]);
    expect(clock.next).toBe(2 ** 31 - 1);
    expect(() => clock.schedule(Number.NaN, () => {})).toThrow(RangeError);
  });

  test("jumps without firing, and fires late at the next advance", () => {
    const { clock, fired, fire } = scheduled(10, 20, 100);
    clock.jump(50);
    expect(fired).toEqual([]);
    expect([clock.now(), clock.next, clock.pending]).toEqual([50, 10, 3]);
    clock.schedule(0, fire("after the sleep"));
    clock.advance();
    expect(fired).toEqual(["0 at 50", "1 at 50", "after the sleep at 50"]);
    clock.advance(50);
    expect(fired.at(-1)).toBe("2 at 100");
  });

  test("moves the wall alone when the wall jumps", () => {
    const clock = new ManualClock({ wall: 1_000 });
    clock.wallJump(-400);
    expect([clock.now(), clock.wall()]).toEqual([0, 600]);
    clock.advance(1);
    expect(clock.wall()).toBe(601);
  });

  test("lets what a timer throws out of advance, and goes on afterwards", () => {
    const { clock, fired } = scheduled(20);
    clock.schedule(10, () => {
      throw new Error("thrown");
    });
    expect(() => clock.advance(20)).toThrow("thrown");
    expect([clock.now(), fired]).toEqual([10, []]);
    clock.advance(10);
    expect(fired).toEqual(["0 at 20"]);
  });

  test("bears an advance inside a timer", () => {
    const { clock, fired } = scheduled(10, 20);
    clock.schedule(5, () => clock.advance(20));
    clock.advance(10);
    expect(fired).toEqual(["0 at 10", "1 at 20"]);
    expect(clock.now()).toBe(25);
  });

  test("refuses timers that never let time pass", async () => {
    const endless = (clock: ManualClock) => {
      const again = (): void => void clock.schedule(0, again);
      again();
      return clock;
    };
    expect(() => endless(new ManualClock()).advance()).toThrow("is one scheduling itself?");
  });

  test("runs with time for promises between the timers", async () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const wait = (ms: number) => new Promise<void>((resolve) => clock.schedule(ms, resolve));
    const sleeper = async (name: string) => {
      for (const ms of [10, 10]) {
        await wait(ms);
        await Promise.resolve();
        told.push(`${name} at ${clock.now()}`);
      }
    };
    void sleeper("a");
    void sleeper("b");
    await clock.run(20);
    expect(told).toEqual(["a at 10", "b at 10", "a at 20", "b at 20"]);
    await clock.run();
    expect([clock.now(), clock.pending]).toEqual([20, 0]);
  });

  test("lets promises settle before it looks for timers", async () => {
    const clock = new ManualClock();
    let fired = false;
    void Promise.resolve().then(() => clock.schedule(5, () => (fired = true)));
    await clock.run(5);
    expect(fired).toBe(true);
  });

  test("settles long chains of promises while time stands still", async () => {
    const clock = new ManualClock();
    let turns = 0;
    const chain = async (): Promise<void> => {
      for (; turns < 90; turns += 1) await Promise.resolve();
    };
    void chain();
    await clock.settle();
    expect([turns, clock.now()]).toEqual([90, 0]);
  });
});
