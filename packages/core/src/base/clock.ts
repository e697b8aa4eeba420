// Time as a port: monotonic time for deadlines, wall time for records, and timers that can be cancelled.

/** A source of time. Everything in Skep that waits, waits on one of these. */
export interface Clock {
  /** Monotonic milliseconds from any origin. Deadlines are compared with it. */
  now(): number;
  /** Milliseconds since the epoch; for records only, as it may jump. */
  wall(): number;
  /** Calls `due` once after `delay` milliseconds, never before this call has returned. */
  schedule(delay: number, due: () => void): Timer;
  /** Calls `run` once in a later macrotask, the soonest that there is. Without it, `schedule(0, run)` takes its place. */
  yield?(run: () => void): void;
}

/** One call that is still to come. */
export interface Timer {
  /** Any time, any number of times; after it `due` is not called. */
  cancel(): void;
}

// The largest delay of setTimeout; beyond it every platform fires at once.
export const LONGEST_DELAY: number = 2 ** 31 - 1;

/**
 * The platform's clock: `performance.now`, `Date.now` and `setTimeout`.
 *
 * With `unref`, timers do not keep a Node, Deno or Bun process alive. Delays are clamped to 0 and
 * 2³¹ − 1 ms (24.8 days).
 */
export function systemClock(options: { readonly unref?: boolean } = {}): Clock {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    schedule(delay, due) {
      const handle: unknown = setTimeout(due, Math.min(Math.max(delay, 0), LONGEST_DELAY));
      // A number in browsers, an object with `unref` elsewhere.
      if (options.unref === true) (handle as { unref?(): void }).unref?.();
      return { cancel: () => clearTimeout(handle as number) };
    },
  };
}
