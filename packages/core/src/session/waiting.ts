// The state `waiting`: between two dials, a session waits for time to pass, for room in the inbox, or for a frozen page to come back.

import type { InputOf } from "./input.ts";
import { dialAt, dialSoon, earliestDialAfterSignal, enqueue, redialNow } from "./next-dial.ts";
import { isReasonToDial, rememberSignal } from "./signals.ts";
import type { Waiting } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function dialAfterWait({ memory, automatic }: Waiting): Step {
  return enqueue(memory, automatic);
}

export function redialWaiting({ memory }: Waiting, _: unknown, env: Env): Step {
  return redialNow(memory, env);
}

/** Another peer has reached the same origin. That ends a wait for the backoff, but not one that the server asked for. */
export function dialReachable(state: Waiting, _: unknown, env: Env): Step {
  if (state.blockedBy !== "none" || state.notBefore > env.now) return [state];
  return dialAt(earliestDialAfterSignal(state.memory, env), state.memory, true, env);
}

/** The inbox has room again. The session still waits for the rest of its delay. */
export function unblockWaiting(state: Waiting, _: unknown, env: Env): Step {
  if (state.blockedBy === "both") return [{ ...state, blockedBy: "frozen" }];
  if (state.blockedBy !== "inbox") return [state];
  const until = Math.max(state.until, env.now);
  return [
    { ...state, until, blockedBy: "none" },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

export function signalWaiting(state: Waiting, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return freezeWaiting(state);
  const memory = rememberSignal(state.memory, signal, env);
  if (!isReasonToDial(signal)) return [{ ...state, memory }];
  // A link is of no use while the inbox has no room for its messages.
  if (waitsForInbox(state)) return [{ ...state, memory, blockedBy: "inbox" }];
  // A signal shortens a wait, and never lengthens it.
  const latest = state.blockedBy === "none" ? state.until : Infinity;
  return dialSoon(memory, state.notBefore, env, latest);
}

function freezeWaiting(state: Waiting): Step {
  const blockedBy = waitsForInbox(state) ? "both" : "frozen";
  return [
    { ...state, blockedBy },
    { do: "disarm", alarm: "redial" },
  ];
}

const waitsForInbox = ({ blockedBy }: Waiting): boolean =>
  blockedBy === "inbox" || blockedBy === "both";
