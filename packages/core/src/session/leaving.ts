// What follows from the end of a dial or a link: the failure is counted, judged and told, and the session waits or is over.

import type { Failure, FailureKind, FailurePhase } from "../failure.ts";
import type { Verdict } from "../options/options.ts";
import type { Effect, SessionEvent } from "./effect.ts";
import { failedDials } from "./initial-dials.ts";
import { countFailure, type Memory } from "./memory.ts";
import { dialAt, earliestDial, type DelayKind, retryIn, waitAfterFailure } from "./next-dial.ts";
import { isSettling } from "./signals.ts";
import type { Connected, Dialing, Ending, Opening, State } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { verdictOn } from "./verdict.ts";

/** An end that we chose or noticed ourselves. */
export const ownEnd = (phase: FailurePhase, kind: FailureKind): Failure => ({ phase, kind });

/** Of two failures of one link, the one to tell: a close code that came first says more than the loss of the connection after it. */
export function knownEnd(told: Failure, known: Failure | undefined): Failure {
  return told.kind === "lost" && known?.kind === "closed" ? known : told;
}

/** The end of a dial that failed, in whatever phase. */
export function failDial(
  state: Dialing | Opening,
  failure: Failure,
  env: Env,
  delayKind: DelayKind = "backoff",
): Step {
  const settling = delayKind === "backoff" && isSettling(state.memory, env);
  return afterFailure(state, failure, env, settling ? "settling" : delayKind);
}

/** The end of a link that neither a stop nor a signal ended. */
export function endLink(
  state: Connected | Ending,
  failure: Failure,
  env: Env,
  delayKind: DelayKind = "backoff",
): Step {
  return afterFailure(state, failure, env, delayKind);
}

function afterFailure(from: State, failure: Failure, env: Env, delayKind: DelayKind): Step {
  const memory = countFailure(from.memory, failure);
  const verdict = env.classify(failure, verdictOn(failure, memory.streak));
  const isFinal = verdict === "retire" || memory.attempt > env.options.retry.maxRetries;
  const tooMany = isFinal
    ? undefined
    : failedDials(memory.initialDials, env.options.retry.initialRetries);
  const retires = isFinal || tooMany !== undefined;
  const blockedBy = failure.kind === "overflow" ? "inbox" : "none";
  const [next, ...effects] = retires
    ? retire(memory)
    : nextDial(memory, verdict, env, { blockedBy, delayKind });
  const event = endEvent(from, memory, failure, retryIn(next, env));
  const told: Effect = { do: "emit", event };
  // The limiter has to know of this failure before it is asked for the next dial.
  if (next.in === "queued") return [next, told, ...effects];
  const settled: Effect = { do: "settle", failure, failedDials: tooMany };
  return [next, ...effects, told, ...(retires ? [settled] : [])];
}

const retire = (memory: Memory): Step => [{ in: "stopped", memory }];

function nextDial(
  memory: Memory,
  verdict: Exclude<Verdict, "retire">,
  env: Env,
  how: { blockedBy: "inbox" | "none"; delayKind: DelayKind },
): Step {
  const immediate = how.delayKind === "immediate" && verdict === "retry";
  if (immediate || how.delayKind === "userRedial")
    return dialAt(earliestDial(memory, env), memory, immediate, env);
  return waitAfterFailure(memory, verdict, env, how);
}

function endEvent(
  from: State,
  { dials: dial, attempt }: Memory,
  failure: Failure,
  retryIn: number | undefined,
): SessionEvent {
  return from.in === "connected" || from.in === "ending"
    ? { type: "disconnected", dial, failure, retryIn }
    : { type: "dialfailed", dial, failure, attempt, retryIn };
}

/** The event at the end of a link that is not counted as a failure, and so does not go through `endLink`. */
export function emitDisconnected(
  { memory: { dials: dial } }: Connected | Ending,
  failure: Failure,
  retryIn?: number,
): Effect {
  return { do: "emit", event: { type: "disconnected", dial, failure, retryIn } };
}

/** That step, with the socket abandoned before its other effects. */
export function withAbandon([state, ...effects]: Step): Step {
  return [state, { do: "abandon" }, ...effects];
}
