// The platform's clock. The only test of the core that waits for real time, and then for none of it.
import { afterEach, describe, expect, it, vi } from "vitest";
import { LONGEST_DELAY, systemClock } from "../../src/base/clock.ts";

afterEach(() => vi.unstubAllGlobals());

/** A platform that remembers what it was asked for. */
function stubTimers(handle: unknown): { delays: number[]; cleared: unknown[] } {
  const delays: number[] = [];
  const cleared: unknown[] = [];
  vi.stubGlobal("setTimeout", (_: () => void, delay: number) => {
    delays.push(delay);
    return handle;
  });
  vi.stubGlobal("clearTimeout", (timer: unknown) => cleared.push(timer));
  return { delays, cleared };
}

describe("the system's clock", () => {
  it("tells monotonic and wall time", () => {
    const clock = systemClock();
    const [now, wall] = [clock.now(), clock.wall()];
    expect(clock.now()).toBeGreaterThanOrEqual(now);
    expect(Math.abs(wall - Date.now())).toBeLessThan(10_000);
  });

  it("calls once, and not before `schedule` has returned", async () => {
    const calls: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock().schedule(0, () => {
        calls.push("due");
        resolve();
      });
      calls.push("returned");
    });
    expect(calls).toEqual(["returned", "due"]);
  });

  it("does not call what was cancelled, any number of times", async () => {
    const clock = systemClock();
    let called = false;
    const timer = clock.schedule(0, () => (called = true));
    timer.cancel();
    timer.cancel();
    await new Promise<void>((resolve) => void clock.schedule(0, resolve));
    expect(called).toBe(false);
  });

  it.each([
    [-1, 0],
    [-Infinity, 0],
    [0, 0],
    [1.5, 1.5],
    [LONGEST_DELAY, 2_147_483_647],
    [2 ** 31, 2_147_483_647],
    [Infinity, 2_147_483_647],
  ])("clamps a delay of %d to %d", (delay, clamped) => {
    const { delays } = stubTimers(1);
    systemClock().schedule(delay, () => {});
    expect(delays).toEqual([clamped]);
  });

  it("cancels the platform's handle", () => {
    const { cleared } = stubTimers(7);
    systemClock()
      .schedule(10, () => {})
      .cancel();
    expect(cleared).toEqual([7]);
  });
});

describe("`unref`", () => {
  const handle = (): { unref(): void; calls: number } => ({
    calls: 0,
    unref() {
      this.calls++;
    },
  });

  it.each([
    [{ unref: true }, 1],
    [{ unref: false }, 0],
    [{}, 0],
    [undefined, 0],
  ])("is called only when asked for: %o", (options, calls) => {
    const timer = handle();
    stubTimers(timer);
    systemClock(options).schedule(10, () => {});
    expect(timer.calls).toBe(calls);
  });

  it("is nothing where the platform's timers are numbers", () => {
    const { delays } = stubTimers(1);
    systemClock({ unref: true }).schedule(10, () => {});
    expect(delays).toEqual([10]);
  });

  describe("yields to the next macrotask", () => {
    /** The order in which three macrotasks and a microtask come. */
    async function order(): Promise<string> {
      const clock = systemClock();
      const calls: string[] = [];
      await new Promise<void>((resolve) => {
        clock.yield?.(() => calls.push("first"));
        clock.yield?.(() => calls.push("second"));
        clock.yield?.(resolve);
        void Promise.resolve().then(() => calls.push("microtask"));
        calls.push("returned");
      });
      return calls.join(" ");
    }

    it("with the platform's `setImmediate`", async () => {
      expect(await order()).toBe("returned microtask first second");
    });

    it("with a message to itself, which no page slows down", async () => {
      vi.stubGlobal("setImmediate", undefined);
      expect(await order()).toBe("returned microtask first second");
    });

    it("with a timer, where there is neither", async () => {
      vi.stubGlobal("setImmediate", undefined);
      vi.stubGlobal("MessageChannel", undefined);
      expect(await order()).toBe("returned microtask first second");
    });
  });
});
