// The state `opening`: the socket is open, and the application's gate runs. Where there is no gate, a dial skips it.

import type { Failure } from "../failure.ts";
import { becomeConnected } from "./connected.ts";
import type { Effect } from "./effect.ts";
import type { InputOf } from "./input.ts";
import { failDial, knownEnd, ownEnd, withAbandon } from "./leaving.ts";
import { redialNow, waitForPage } from "./next-dial.ts";
import { rememberFact } from "./signals.ts";
import type { Dialing, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { startGoodbye } from "./stopping.ts";

export function open(state: Dialing, { protocol }: InputOf<"opened">, env: Env): Step {
  // The server has accepted the credentials, so a later 401 or 403 counts as the first in a row.
  const streak = state.memory.streak?.key === "auth" ? undefined : state.memory.streak;
  const memory = { ...state.memory, streak };
  if (!env.hasGate) return becomeConnected(memory, protocol, env);
  return [
    { in: "opening", memory, protocol, end: undefined },
    ...restoreDeadline(state, env),
    { do: "runGate" },
  ];
}

/** A signal may have shortened the deadline of the dial. The gate has the rest of `dialTimeout`. */
function restoreDeadline({ signalled, until }: Dialing, { now }: Env): Effect[] {
  if (!signalled || until === Infinity) return [];
  return [{ do: "arm", alarm: "dial", ms: Math.max(0, until - now) }];
}

export function passGate(state: Opening, _: unknown, env: Env): Step {
  const { memory, protocol, end } = state;
  // The link takes no more sends, and `connected` promises that it does.
  if (end !== undefined) return [state];
  return [...becomeConnected(memory, protocol, env), { do: "releaseHeld" }];
}

/** When the link ends, its gate fails too. Then the failure to tell is the end of the link, which comes as another input. */
export function failGate(state: Opening, { failure }: InputOf<"refused">, env: Env): Step {
  return state.end === undefined ? abandonGate(state, failure, env) : [state];
}

export function expireGateEnd(state: Opening, _: unknown, env: Env): Step {
  return abandonGate(state, state.end as Failure, env);
}

export function expireGate(state: Opening, _: unknown, env: Env): Step {
  return abandonGate(state, ownEnd("opening", "timeout"), env);
}

export function overflowGate(state: Opening, _: unknown, env: Env): Step {
  return abandonGate(state, ownEnd("opening", "overflow"), env);
}

export function loseOpening(state: Opening, { failure }: InputOf<"closed">, env: Env): Step {
  return withDiscard(failDial(state, knownEnd(failure, state.end), env));
}

export function stopGate(state: Opening, { goodbye }: InputOf<"stop">, env: Env): Step {
  return withDiscard(startGoodbye(state, goodbye, env));
}

export function redialGate({ memory }: Opening, _: unknown, env: Env): Step {
  return withAbandon(withDiscard(redialNow(memory, env)));
}

export function signalGate(state: Opening, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return withAbandon(withDiscard([waitForPage(state.memory, env)]));
  return [{ ...state, memory: rememberFact(state.memory, signal) }];
}

function abandonGate(state: Opening, failure: Failure, env: Env): Step {
  return withAbandon(withDiscard(failDial(state, failure, env)));
}

/** That step, with the held messages dropped first. The loss of messages is told before the end of their dial. */
function withDiscard([state, ...effects]: Step): Step {
  return [state, { do: "discardHeld" }, ...effects];
}
