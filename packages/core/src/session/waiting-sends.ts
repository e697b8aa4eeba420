// Sends that wait for room in the socket, in `opening` and `connected`.

import type { Opening, Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** How often `bufferedAmount` is looked at while a send waits. */
const DRAIN_INTERVAL = 20;

export function watchBuffer<S extends Opening | Connected>(state: S): Step {
  return [state, { do: "arm", alarm: "drain", ms: DRAIN_INTERVAL }];
}

export function flush<S extends Opening | Connected>(state: S): Step {
  return [state, { do: "flush" }];
}

export function pollBuffer<S extends Opening | Connected>(state: S, _: unknown, env: Env): Step {
  if (env.waitingSends === 0) return [state];
  return [state, { do: "flush" }, { do: "arm", alarm: "drain", ms: DRAIN_INTERVAL }];
}
