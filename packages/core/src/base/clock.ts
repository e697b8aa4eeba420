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
  /** Prevents the call of `due`. It may be called at any time and any number of times. */
  cancel(): void;
}

/** Calls `run` in a later macrotask of that clock. */
export function nextMacrotask(clock: Clock, run: () => void): void {
  if (clock.yield === undefined) clock.schedule(0, run);
  else clock.yield(run);
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
    yield: macrotasks(),
  };
}

/**
 * A macrotask without the 4 ms that HTML 8.6 puts between nested timers, and without the second that a hidden page waits for
 * each. Node, Deno and Bun have `setImmediate`. An open message port would keep their process alive; `setImmediate` does not.
 */
function macrotasks(): (run: () => void) => void {
  const { setImmediate, MessageChannel } = globalThis as unknown as Macrotasks;
  if (setImmediate !== undefined) return (run) => void setImmediate(run);
  if (MessageChannel === undefined) return (run) => void setTimeout(run, 0);
  let channel: Channel | undefined;
  const waiting: (() => void)[] = [];
  return (run) => {
    if (channel === undefined) {
      channel = new MessageChannel();
      channel.port1.addEventListener("message", () => waiting.shift()?.());
      channel.port1.start();
    }
    waiting.push(run);
    channel.port2.postMessage(0);
  };
}

interface Channel {
  readonly port1: { addEventListener(type: string, listener: () => void): void; start(): void };
  readonly port2: { postMessage(message: unknown): void };
}

/** By shape, as not every runtime has both, nor types for them. */
interface Macrotasks {
  readonly setImmediate?: (run: () => void) => unknown;
  readonly MessageChannel?: new () => Channel;
}
