// Every way out of a dial or a link that was no stop: what the failure means, what comes next, and what is told.

import type { Failure, FailureKind, FailurePhase } from "../failure.ts";
import type { Effect, SessionEvent } from "./effect.ts";
import { remember, type Memory } from "./memory.ts";
import { dialAgain, soonest, wait, retryIn, type Pace } from "./next-dial.ts";
import { SETTLING } from "./signals.ts";
import type { Dialing, Opening, Connected, Ending, State } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { verdictOn } from "./verdict.ts";

/** An end that we chose or noticed ourselves. */
export const ownEnd = (phase: FailurePhase, kind: FailureKind): Failure => ({ phase, kind });

/** A close code says more than the loss of the connection that followed it. */
export function knownEnd(told: Failure, known: Failure | undefined): Failure {
  return told.kind === "lost" && known?.kind === "closed" ? known : told;
}

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

/** Lets the socket go first. */
export function abandoning([state, ...effects]: Step): Step {
  return [state, { do: "abandon" }, ...effects];
}

/** What telling the end of a link takes, when we ended it ourselves. */
export function tellEnd(
  { memory: { dials: dial } }: Connected | Ending,
  failure: Failure,
  retryIn?: number,
): Effect {
  return { do: "emit", event: { type: "disconnected", dial, failure, retryIn } };
}
