// Session options for tests of the machine: the defaults, written out, and what a test changes.

import type { SessionOptions } from "../../../src/options/options.ts";
import type { Env, LinkActivity } from "../../../src/session/step.ts";

export const DEFAULTS: SessionOptions = {
  keepaliveTimeout: undefined,
  pingInterval: 10_000,
  dialTimeout: 10_000,
  closeTimeout: 2_000,
  writeTimeout: 30_000,
  sendBuffer: { bytes: 1 << 20, sends: 1_024 },
  minUptime: 5_000,
  readLimit: 512 * 1_024,
  stopTimeout: 5_000,
  retry: {
    initialDelay: 2_000,
    minDelay: 100,
    maxDelay: 30_000,
    multiplier: 2,
    jitter: "full",
    maxRetries: Infinity,
    initialRetries: Infinity,
  },
};

/** The defaults, and what a story changes. */
export const options = (changes: Partial<SessionOptions>): SessionOptions => ({
  ...DEFAULTS,
  ...changes,
});

/** Heard then, with nothing on the way out. */
export const activity = (heardAt: number, changes: Partial<LinkActivity> = {}): LinkActivity => ({
  heardAt,
  backlog: 0,
  taken: 0,
  ...changes,
});

/** A world at the time 1,000, where the random number is one half and the peer was heard just now. */
export function env(changes: Partial<Env> = {}): Env {
  return {
    now: 1_000,
    roll: 0.5,
    options: DEFAULTS,
    activity: activity(1_000),
    liveness: "ping",
    hasGate: false,
    waitingSends: 0,
    classify: (_, verdict) => verdict,
    ...changes,
  };
}
