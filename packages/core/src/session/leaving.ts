// Every way out of a dial or a link: failed, ended, stopped, dropped for a redial, parked while frozen.

import { timeLeft } from "../milliseconds.ts";
import type { Failure, FailureKind, FailurePhase } from "../failure.ts";
import { DEFAULT_INITIAL_DELAY, DEFAULT_MIN_DELAY } from "../options/defaults.ts";
import type { Verdict } from "../options/options.ts";
import type { StopOptions } from "../worker.ts";
import { backoff } from "./backoff.ts";
import type { Effect, SessionEvent } from "./effect.ts";
import type { Of } from "./input.ts";
import type {
  Closing,
  Connected,
  Dialing,
  Ending,
  Memory,
  Opening,
  Queued,
  State,
  Waiting,
} from "./state.ts";
import type { Env, Step } from "./step.ts";
import { streakAfter, verdictOn } from "./verdict.ts";

/** An end that we chose or noticed ourselves. */
export const ownEnd = (phase: FailurePhase, kind: FailureKind): Failure => ({ phase, kind });

/** A close code says more than the loss of the connection that followed it. */
export function knownEnd(told: Failure, known: Failure | undefined): Failure {
  return told.kind === "lost" && known?.kind === "closed" ? known : told;
}

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
type Pace = "backoff" | "settling" | "soon" | "now" | "asked";

/** A signal cuts a wait to a random part of this, so that a whole network does not redial in one instant. */
export const WAKE_WINDOW = 500;

/** So long after a signal the network may still be on its way: addresses, routes and neighbours come one by one. */
const SETTLING = 5_000;

/** Between dials meanwhile, whatever the options say: five or six tries for each signal. */
const SETTLING_RETRY = {
  initialDelay: DEFAULT_INITIAL_DELAY,
  minDelay: DEFAULT_MIN_DELAY,
  maxDelay: DEFAULT_INITIAL_DELAY,
};

/** A dial that failed, in whatever phase. */
export function failDial(
  state: Dialing | Opening,
  failure: Failure,
  env: Env,
  pace: Pace = "backoff",
): Step {
  const settling = env.now - state.memory.wokenAt < SETTLING;
  return afterFailure(state, failure, env, pace === "backoff" && settling ? "settling" : pace);
}

/** A link that ended without our wish. */
export function endLink(
  state: Connected | Ending,
  failure: Failure,
  env: Env,
  pace: Pace = "backoff",
): Step {
  return afterFailure(state, failure, env, pace);
}

function afterFailure(from: State, failure: Failure, env: Env, pace: Pace): Step {
  const memory = remember(from.memory, failure);
  const verdict = env.classify(failure, verdictOn(failure, memory.streak));
  const retires = verdict === "retire" || memory.attempt > env.options.retry.maxRetries;
  const hold = failure.kind === "overflow" ? "inbox" : "none";
  const [next, ...effects] = retires
    ? retire(memory)
    : pace === "asked" || (pace === "now" && verdict === "retry")
      ? dialAgain(memory, pace === "now", soonest(memory, env), env)
      : wait(memory, verdict, env, { hold, pace });
  const event = tell(from, memory, failure, retryIn(next, env));
  const end: Effect[] = retires ? [{ do: "settle", failure }] : [];
  const told: Effect = { do: "emit", event };
  // The limiter has to know of this failure before it is asked for the next dial.
  return next.in === "queued" ? [next, told, ...effects] : [next, ...effects, told, ...end];
}

function tell(
  from: State,
  { dials: dial, attempt }: Memory,
  failure: Failure,
  retryIn: number | undefined,
): SessionEvent {
  return from.in === "connected" || from.in === "ending"
    ? { type: "disconnected", dial, failure, retryIn }
    : { type: "dialfailed", dial, failure, attempt, retryIn };
}

const retire = (memory: Memory): Step => [{ in: "stopped", memory }];

/** What is told of the next dial. */
export function retryIn(next: State, env: Env): number | undefined {
  if (next.in === "queued") return 0;
  return next.in === "waiting" && next.hold === "none" ? timeLeft(next.until, env.now) : undefined;
}

function remember(memory: Memory, failure: Failure): Memory {
  const streak = streakAfter(failure, memory);
  return { ...memory, attempt: memory.attempt + 1, last: failure, streak };
}

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

/** A signal can only shorten a wait. */
function longest(pace: Pace, { roll, options }: Env): number {
  if (pace === "soon") return roll * WAKE_WINDOW;
  if (pace === "settling") return backoff(1, roll, { ...options.retry, ...SETTLING_RETRY });
  return Infinity;
}

/** A stop where nothing is open yet: nothing to say and nobody to tell. */
export function stopUnconnected(
  state: Queued | Dialing | Waiting | { in: "idle"; memory: Memory },
): Step {
  return [{ in: "stopped", memory: state.memory }, ...giveUp(state.in), settled];
}

const settled: Effect = { do: "settle", failure: undefined };

function giveUp(from: "idle" | "queued" | "dialing" | "waiting"): Effect[] {
  if (from === "dialing") return [{ do: "abandon" }];
  return from === "queued" ? [{ do: "leave" }] : [];
}

/** Lets the socket go first. */
export function abandoning([state, ...effects]: Step): Step {
  return [state, { do: "abandon" }, ...effects];
}

/** The closing handshake, with a deadline. */
export function sayGoodbye(
  { memory }: Opening | Connected | Ending,
  goodbye: StopOptions,
  env: Env,
): [Closing, ...Effect[]] {
  return [
    { in: "closing", memory },
    { do: "close", goodbye },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** The end of the goodbye: the peer answered, or has had its time. */
export function endGoodbye({ memory }: Closing, input: Of<"closed"> | Of<"due">): Step {
  const stopped: State = { in: "stopped", memory };
  return input.type === "closed" ? [stopped, settled] : [stopped, { do: "abandon" }, settled];
}

/** What telling the end of a link takes, when we ended it ourselves. */
export function tellEnd(
  { memory: { dials: dial } }: Connected | Ending,
  failure: Failure,
  retryIn?: number,
): Effect {
  return { do: "emit", event: { type: "disconnected", dial, failure, retryIn } };
}

/** Parked until the page comes back. */
export function park(memory: Memory, env: Env): Waiting {
  const { now } = env;
  return { in: "waiting", memory, until: now, notBefore: now, hold: "frozen", automatic: false };
}
