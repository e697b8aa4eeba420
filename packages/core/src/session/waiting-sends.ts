// Sends that wait for room in the socket's buffer, in the states `opening` and `connected`.

import type { Effect } from "./effect.ts";
import type { Connected, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** Not every socket tells when it has room. Its buffer is polled at this interval while a send waits. */
const POLL_INTERVAL = 20;

const ARM_POLL: Effect = { do: "arm", alarm: "drain", ms: POLL_INTERVAL };

export function startPolling<S extends Opening | Connected>(state: S): Step {
  return [state, ARM_POLL];
}

export function flush<S extends Opening | Connected>(state: S): Step {
  return [state, { do: "flush" }];
}

export function pollBuffer<S extends Opening | Connected>(state: S, _: unknown, env: Env): Step {
  return env.waitingSends === 0 ? [state] : [state, { do: "flush" }, ARM_POLL];
}
