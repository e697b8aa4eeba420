// How the next dial comes about: at once, after a wait, or when a page comes back. Why there is one is not known here.

import { timeLeft } from "../milliseconds.ts";
import { DEFAULT_INITIAL_DELAY, DEFAULT_MIN_DELAY } from "../options/defaults.ts";
import type { Verdict } from "../options/options.ts";
import { backoff } from "./backoff.ts";
import type { Effect } from "./effect.ts";
import { type Memory, restartInitial } from "./memory.ts";
import type { State, Waiting } from "./state.ts";
import type { Env, Step } from "./step.ts";

/**
 * What the wait for the next dial depends on:
 * - `backoff`: the options and the failures so far.
 * - `settling`: the same, but short, as the network is just coming back (`SETTLING_RETRY`).
 * - `afterSignal`: a signal came during the dial that failed; the wait is a part of `SIGNAL_WINDOW`.
 * - `immediate`: no wait, unless the server asked for one.
 * - `userRedial`: no wait, even where the server asked for one.
 */
export type DelayKind = "backoff" | "settling" | "afterSignal" | "immediate" | "userRedial";

/** A signal shortens a wait to a random part of this, so that the peers of a whole network do not dial at one moment. */
const SIGNAL_WINDOW = 500;

/** The retry options while a network comes back, whatever the user chose: five or six attempts after each signal. */
const SETTLING_RETRY = {
  initialDelay: DEFAULT_INITIAL_DELAY,
  minDelay: DEFAULT_MIN_DELAY,
  maxDelay: DEFAULT_INITIAL_DELAY,
};

/** The session queues for the limiter. */
export function enqueue(before: Memory, automatic: boolean): Step {
  const memory = { ...before, places: before.places + 1 };
  const { places: place } = memory;
  return [
    { in: "queued", memory, automatic },
    { do: "enqueue", place, automatic },
  ];
}

/** The session queues at that moment, or now where the moment has passed. */
export function dialAt(until: number, memory: Memory, automatic: boolean, env: Env): Step {
  if (until <= env.now) return enqueue(memory, automatic);
  return [
    { in: "waiting", memory, until, notBefore: env.now, blockedBy: "none", automatic },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

/** The earliest moment of the next dial: two dials of one peer begin `minDelay` apart. */
export const earliestDial = ({ dialedAt }: Memory, { options }: Env): number =>
  dialedAt + options.retry.minDelay;

/** The user asks for a dial: it begins as soon as two dials of one peer may. */
export const redialNow = (memory: Memory, env: Env): Step =>
  dialAt(earliestDial(memory, env), restartInitial(memory), false, env);

/** The earliest moment after a signal, or when an origin is back: a `minDelay` above the default counts as the default. */
export const earliestDialAfterSignal = ({ dialedAt }: Memory, { options }: Env): number =>
  dialedAt + Math.min(options.retry.minDelay, DEFAULT_MIN_DELAY);

/** The session waits as long as the server asked, and then for its own delay, so that not all clients of the server come back together. */
export function waitAfterFailure(
  memory: Memory,
  verdict: Exclude<Verdict, "retire">,
  env: Env,
  {
    blockedBy = "none",
    delayKind = "backoff",
  }: { blockedBy?: Waiting["blockedBy"]; delayKind?: DelayKind } = {},
): readonly [Waiting, ...Effect[]] {
  const notBefore = env.now + (verdict === "retry" ? 0 : verdict.retryAfter);
  const delay = backoff(Math.max(1, memory.attempt), env.roll, env.options.retry);
  const wanted = notBefore + Math.min(delay, longestDelay(delayKind, env));
  const ms = Math.max(wanted, earliestDialAfterSignal(memory, env)) - env.now;
  const until = env.now + ms;
  const automatic = delayKind !== "afterSignal";
  const state: Waiting = { in: "waiting", memory, until, notBefore, blockedBy, automatic };
  return blockedBy === "none" ? [state, { do: "arm", alarm: "redial", ms }] : [state];
}

/** A signal shortens a delay, and never lengthens it. */
function longestDelay(delayKind: DelayKind, { roll, options }: Env): number {
  if (delayKind === "afterSignal") return roll * SIGNAL_WINDOW;
  if (delayKind === "settling") return backoff(1, roll, { ...options.retry, ...SETTLING_RETRY });
  return Infinity;
}

/** The session dials within `SIGNAL_WINDOW`, but not before the server allows it; `latest` is when it would have dialled anyway. */
export function dialSoon(
  memory: Memory,
  notBefore: number,
  env: Env,
  latest: number = Infinity,
): Step {
  const soon = Math.max(notBefore, env.now) + env.roll * SIGNAL_WINDOW;
  const until = Math.max(env.now, earliestDialAfterSignal(memory, env), Math.min(soon, latest));
  return [
    { in: "waiting", memory, until, notBefore, blockedBy: "none", automatic: false },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

/** The session waits until the frozen page comes back. */
export function waitForPage(memory: Memory, { now }: Env): Waiting {
  return {
    in: "waiting",
    memory,
    until: now,
    notBefore: now,
    blockedBy: "frozen",
    automatic: false,
  };
}

/** Milliseconds until the next dial, as events tell them; undefined where something else than time has to happen first. */
export function retryIn(next: State, env: Env): number | undefined {
  if (next.in === "queued") return 0;
  return next.in === "waiting" && next.blockedBy === "none"
    ? timeLeft(next.until, env.now)
    : undefined;
}
