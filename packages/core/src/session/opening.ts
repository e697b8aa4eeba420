// The state `opening`: the socket is open, and the gate of the application runs.

import type { Failure } from "../failure.ts";
import { connect } from "./connected.ts";
import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import { ownEnd, knownEnd, failDial } from "./leaving.ts";
import { dialAgain, soonest, park } from "./next-dial.ts";
import { seen } from "./signals.ts";
import type { Dialing, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { sayGoodbye } from "./stopping.ts";

/** The socket is open: the gate first, where there is one. */
export function open(state: Dialing, { protocol }: Of<"opened">, env: Env): Step {
  // The server let us in, so the next 401 is the first one again.
  const streak = state.memory.streak?.key === "auth" ? undefined : state.memory.streak;
  const memory = { ...state.memory, streak };
  return env.gated
    ? [
        { in: "opening", memory, protocol, end: undefined },
        ...unhurried(state, env),
        { do: "greet" },
      ]
    : connect(memory, protocol, env);
}

/** The network has answered: the gate has the whole rest of `dialTimeout`. */
function unhurried({ hasty, until }: Dialing, { now }: Env): Effect[] {
  if (!hasty || until === Infinity) return [];
  return [{ do: "arm", alarm: "dial", ms: Math.max(0, until - now) }];
}

export function pass(state: Opening, _: unknown, env: Env): Step {
  const { memory, protocol, end } = state;
  // Too late: `connected` would promise that a send is taken.
  if (end !== undefined) return [state];
  return [...connect(memory, protocol, env), { do: "release" }];
}

/** A gate that fails because the link ends is no reason of its own. */
export function failGate(state: Opening, { failure }: Of<"refused">, env: Env): Step {
  return state.end === undefined ? dropGate(state, failure, env) : [state];
}

export function assumeGateEnd(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, state.end as Failure, env);
}

export function expireGate(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, ownEnd("opening", "timeout"), env);
}

export function overflowGate(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, ownEnd("opening", "overflow"), env);
}

export function loseGate(state: Opening, { failure }: Of<"closed">, env: Env): Step {
  return discarding(failDial(state, knownEnd(failure, state.end), env));
}

export function stopGate(state: Opening, { goodbye }: Of<"stop">, env: Env): Step {
  return discarding(sayGoodbye(state, goodbye, env));
}

export function redialGate({ memory }: Opening, _: unknown, env: Env): Step {
  return discarding(dialAgain(memory, false, soonest(memory, env), env), { do: "abandon" });
}

export function signalGate(state: Opening, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen") return discarding([park(state.memory, env)], { do: "abandon" });
  return [{ ...state, memory: seen(state.memory, signal) }];
}

function dropGate(state: Opening, failure: Failure, env: Env): Step {
  return discarding(failDial(state, failure, env), { do: "abandon" });
}

/** What was held goes before anything is told, so that the telling is complete. */
function discarding([state, ...effects]: Step, ...first: Effect[]): Step {
  return [state, ...first, { do: "discard" }, ...effects];
}
