// How the next dial comes about: at once, after a wait, or when a page comes back.

import type { Effect } from "./effect.ts";
import { timeLeft } from "../milliseconds.ts";
import { DEFAULT_INITIAL_DELAY, DEFAULT_MIN_DELAY } from "../options/defaults.ts";
import type { Verdict } from "../options/options.ts";
import { backoff } from "./backoff.ts";
import type { Memory } from "./memory.ts";
import type { Waiting, State } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** Into the limiter's queue. */
export function enqueue(before: Memory, automatic: boolean): Step {
  const memory = { ...before, entries: before.entries + 1 };
  const { entries: entry } = memory;
  return [
    { in: "queued", memory, automatic },
    { do: "enqueue", entry, automatic },
  ];
}

/** Without a wait, but for the time that has to lie between the beginnings of two dials of one peer. */
export function dialAgain(memory: Memory, automatic: boolean, until: number, env: Env): Step {
  if (until <= env.now) return enqueue(memory, automatic);
  return [
    { in: "waiting", memory, until, notBefore: env.now, hold: "none", automatic },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

/** When the application, or a failure, may have the next dial. */
export const soonest = ({ dialedAt }: Memory, { options }: Env): number =>
  dialedAt + options.retry.minDelay;

/** A signal, or an origin that is back, is a reason not to sit out a long `minDelay`; its default is left all the same. */
export const soonestWoken = ({ dialedAt }: Memory, { options }: Env): number =>
  dialedAt + Math.min(options.retry.minDelay, DEFAULT_MIN_DELAY);

/**
 * How the next dial comes about, if the verdict allows one; `settling` is at most a first backoff by default, and `asked`
 * is the user's wish, which overrides what the server asked for.
 */
export type Pace = "backoff" | "settling" | "soon" | "now" | "asked";

/** Between two dials, for as long as the backoff and the server say; after a signal, not long. */
export function wait(
  memory: Memory,
  verdict: Exclude<Verdict, "retire">,
  env: Env,
  { hold = "none", pace = "backoff" }: { hold?: Waiting["hold"]; pace?: Pace } = {},
): readonly [Waiting, ...Effect[]] {
  const asked = verdict === "retry" ? 0 : verdict.retryAfter;
  const delay = backoff(Math.max(1, memory.attempt), env.roll, env.options.retry);
  // On top of what the server asked for, so that its clients do not all come back at that instant.
  const until = env.now + asked + Math.min(delay, longest(pace, env));
  const ms = Math.max(until, soonestWoken(memory, env)) - env.now;
  const state: Waiting = {
    in: "waiting",
    memory,
    until: env.now + ms,
    notBefore: env.now + asked,
    hold,
    automatic: pace !== "soon",
  };
  return hold === "none" ? [state, { do: "arm", alarm: "redial", ms }] : [state];
}

/** Between dials meanwhile, whatever the options say: five or six tries for each signal. */
const SETTLING_RETRY = {
  initialDelay: DEFAULT_INITIAL_DELAY,
  minDelay: DEFAULT_MIN_DELAY,
  maxDelay: DEFAULT_INITIAL_DELAY,
};

/** A signal can only shorten a wait. */
function longest(pace: Pace, { roll, options }: Env): number {
  if (pace === "soon") return roll * WAKE_WINDOW;
  if (pace === "settling") return backoff(1, roll, { ...options.retry, ...SETTLING_RETRY });
  return Infinity;
}

/** A signal cuts a wait to a random part of this, so that a whole network does not redial in one instant. */
export const WAKE_WINDOW = 500;

/** Soon, but not in step with everybody else who was woken, and not before the server wants us. */
export function wake(memory: Memory, notBefore: number, env: Env, latest: number = Infinity): Step {
  const soon = Math.max(notBefore, env.now) + env.roll * WAKE_WINDOW;
  const until = Math.max(env.now, soonestWoken(memory, env), Math.min(soon, latest));
  return [
    { in: "waiting", memory, until, notBefore, hold: "none", automatic: false },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

/** Parked until the page comes back. */
export function park(memory: Memory, env: Env): Waiting {
  const { now } = env;
  return { in: "waiting", memory, until: now, notBefore: now, hold: "frozen", automatic: false };
}

/** What is told of the next dial. */
export function retryIn(next: State, env: Env): number | undefined {
  if (next.in === "queued") return 0;
  return next.in === "waiting" && next.hold === "none" ? timeLeft(next.until, env.now) : undefined;
}
