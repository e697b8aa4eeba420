// How a connected link is kept alive: the peer is asked, and its silence is judged.

import type { Effect } from "./effect.ts";
import { ownEnd, endLink, abandoning } from "./leaving.ts";
import { deadline, look, nextLook, pingInterval } from "./silence.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function ping(state: Connected, _: unknown, env: Env): Step {
  return [state, ...ask(state, env), ...armPing(state, env)];
}

export function armPing(state: Connected, env: Env): Effect[] {
  const interval = pingInterval(env);
  if (ask(state, env).length === 0 || interval === 0) return [];
  // ±10 %, so that many peers do not ask in step.
  return [{ do: "arm", alarm: "ping", ms: interval * (0.9 + 0.2 * env.roll) }];
}

/** A hidden page is not to wake the radio: it sends no probes. */
export function ask({ memory: { hidden } }: Connected, { liveness }: Env): Effect[] {
  return liveness === "ping" || (liveness === "probe" && !hidden) ? [{ do: liveness }] : [];
}

/** Something is left over of what was sent: its way out may be slow, and is looked at from now on. */
export function watchBacklog(state: Connected, _: unknown, env: Env): Step {
  // What was left over at the last look has gone, which is no life: the buffers of this machine had room for it.
  const fresh = { ...state, backlog: 0 };
  if (state.lookAt > env.now) return [fresh];
  return [{ ...fresh, lookAt: nextLook(fresh, env) ?? Infinity }, ...armKeepalive(fresh, env)];
}

export function armKeepalive(state: Connected, env: Env): Effect[] {
  const at = nextLook(state, env);
  return at === undefined ? [] : [{ do: "arm", alarm: "keepalive", ms: Math.max(0, at - env.now) }];
}

/** The deadline may have moved since it was armed: heartbeats leave a mark, they arm nothing. */
export function judgeSilence(before: Connected, _: unknown, env: Env): Step {
  const state = look(before, env);
  // A paused socket hears nothing; how long it may stay so is the inbox's `maxPause`.
  const judged = state.paused ? { ...state, window: env.now } : state;
  const at = deadline(judged, env);
  if (at === undefined) return [judged];
  if (at > env.now) return [judged, ...armKeepalive(judged, env)];
  return abandoning(endLink(judged, ownEnd("live", "keepalive"), env));
}
