// The state `dialing`: providers are asked, and a socket is being opened.

import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import { ownEnd, failDial, abandoning } from "./leaving.ts";
import { dialAgain, soonest, park } from "./next-dial.ts";
import { wakes, roused } from "./signals.ts";
import type { Dialing } from "./state.ts";
import type { Env, Step } from "./step.ts";

/**
 * What a dial has left when a signal came: one that an outage has caught may sit out its whole
 * `dialTimeout`, as TCP repeats itself ever more rarely (RFC 6298 5.5).
 */
const HASTY_TIMEOUT = 3_000;

export function ring(state: Dialing): Step {
  return [{ ...state, phase: "dial" }];
}

export function fail(state: Dialing, { failure }: Of<"closed"> | Of<"unresolved">, env: Env): Step {
  return failDial(state, failure, env, pace(state));
}

const pace = ({ hasty }: Dialing): "soon" | "backoff" => (hasty ? "soon" : "backoff");

/** Only our own alarm ends a dial that hangs; no engine has a useful deadline of its own. */
export function expire(state: Dialing, _: unknown, env: Env): Step {
  return abandoning(failDial(state, ownEnd(state.phase, "timeout"), env, pace(state)));
}

/** Keepalive-driven replacement: the hung dial counts as an attempt, and the next one does not wait for its backoff. */
export function replace(state: Dialing, _: unknown, env: Env): Step {
  return abandoning(failDial(state, ownEnd(state.phase, "timeout"), env, "now"));
}

export function redialNow({ memory }: Dialing, _: unknown, env: Env): Step {
  return abandoning(dialAgain(memory, false, soonest(memory, env), env));
}

export function signalDial(state: Dialing, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen") return abandoning([park(state.memory, env)]);
  const memory = roused(state.memory, signal, env);
  if (!wakes(signal)) return [{ ...state, memory }];
  return [{ ...state, memory, hasty: true }, ...hurry(state, env)];
}

/** Once, or a network that comes and goes would put it off; never where no deadline is wanted. */
function hurry({ hasty, until }: Dialing, { now }: Env): Effect[] {
  if (hasty || until === Infinity) return [];
  return [{ do: "arm", alarm: "dial", ms: Math.max(0, Math.min(until - now, HASTY_TIMEOUT)) }];
}
