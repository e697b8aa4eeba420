// The state `waiting`: between two dials.

import type { Of } from "./input.ts";
import { dialAgain, soonest, soonestWoken, enqueue, wake } from "./next-dial.ts";
import { wakes, roused } from "./signals.ts";
import type { Waiting } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function redial({ memory, automatic }: Waiting): Step {
  return enqueue(memory, automatic);
}

export function cutWait({ memory }: Waiting, _: unknown, env: Env): Step {
  return dialAgain(memory, false, soonest(memory, env), env);
}

/** The origin answers others again: whatever our own delay, unless the server set it. */
export function comeBack(state: Waiting, _: unknown, env: Env): Step {
  const waits = state.hold !== "none" || state.notBefore > env.now;
  return waits ? [state] : dialAgain(state.memory, true, soonestWoken(state.memory, env), env);
}

/** The inbox has room again; what is left of the backoff still holds. */
export function relieve(state: Waiting, _: unknown, env: Env): Step {
  if (state.hold === "both") return [{ ...state, hold: "frozen" }];
  if (state.hold !== "inbox") return [state];
  const until = Math.max(state.until, env.now);
  return [
    { ...state, until, hold: "none" },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}

export function signalWait(state: Waiting, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen") return freeze(state);
  const memory = roused(state.memory, signal, env);
  if (!wakes(signal)) return [{ ...state, memory }];
  // Without room in the inbox there is no sense in a link, and nothing to wake.
  if (isFull(state)) return [{ ...state, memory, hold: "inbox" }];
  // A signal can only shorten a wait.
  const latest = state.hold === "none" ? state.until : Infinity;
  return wake(memory, state.notBefore, env, latest);
}

function freeze(state: Waiting): Step {
  const hold = isFull(state) ? "both" : "frozen";
  return [
    { ...state, hold },
    { do: "disarm", alarm: "redial" },
  ];
}

const isFull = ({ hold }: Waiting): boolean => hold === "inbox" || hold === "both";
