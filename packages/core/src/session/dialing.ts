// The state `dialing`: providers are asked, and a socket is being opened.

import type { Effect } from "./effect.ts";
import type { InputOf } from "./input.ts";
import { failDial, ownEnd, withAbandon } from "./leaving.ts";
import { type DelayKind, redialNow, waitForPage } from "./next-dial.ts";
import { isReasonToDial, rememberSignal } from "./signals.ts";
import type { Dialing } from "./state.ts";
import type { Env, Step } from "./step.ts";

/**
 * The most that a dial has left when a signal comes. A dial that began without a network may otherwise last its whole
 * `dialTimeout`, because TCP repeats its first packet at growing intervals (RFC 6298 5.5).
 */
const TIMEOUT_AFTER_SIGNAL = 3_000;

export function markResolved(state: Dialing): Step {
  return [{ ...state, phase: "dial" }];
}

type DialEnd = InputOf<"closed"> | InputOf<"unresolved">;

export function failDialing(state: Dialing, { failure }: DialEnd, env: Env): Step {
  return failDial(state, failure, env, delayKindAfter(state));
}

const delayKindAfter = ({ signalled }: Dialing): DelayKind =>
  signalled ? "afterSignal" : "backoff";

/** No engine has a useful deadline of its own for a dial that hangs. */
export function expireDialing(state: Dialing, _: unknown, env: Env): Step {
  return withAbandon(failDial(state, ownEnd(state.phase, "timeout"), env, delayKindAfter(state)));
}

/** A dial that hangs for `keepaliveTimeout` counts as an attempt, and the next one does not wait for its backoff. */
export function replaceDialing(state: Dialing, _: unknown, env: Env): Step {
  return withAbandon(failDial(state, ownEnd(state.phase, "timeout"), env, "immediate"));
}

export function redialDialing({ memory }: Dialing, _: unknown, env: Env): Step {
  return withAbandon(redialNow(memory, env));
}

export function signalDialing(state: Dialing, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return withAbandon([waitForPage(state.memory, env)]);
  const memory = rememberSignal(state.memory, signal, env);
  if (!isReasonToDial(signal)) return [{ ...state, memory }];
  return [{ ...state, memory, signalled: true }, ...shortenDeadline(state, env)];
}

/** Only the first signal counts; otherwise a network that comes and goes would postpone the deadline again and again. */
function shortenDeadline({ signalled, until }: Dialing, { now }: Env): Effect[] {
  if (signalled || until === Infinity) return [];
  const ms = Math.max(0, Math.min(until - now, TIMEOUT_AFTER_SIGNAL));
  return [{ do: "arm", alarm: "dial", ms }];
}
