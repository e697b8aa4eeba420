// How a connected link is kept alive: the peer is asked for a sign of life, and its silence is judged.

import type { Effect } from "./effect.ts";
import { endLink, ownEnd, withAbandon } from "./leaving.ts";
import { nextCheck, noteBacklog, pingInterval, silenceDeadline } from "./silence.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function askAndRearm(state: Connected, _: unknown, env: Env): Step {
  return [state, ...askPeer(state, env), ...armPing(state, env)];
}

/** A ping or a probe, where there is one. A hidden page sends no probes, because they would wake the radio of its device. */
export function askPeer({ memory: { hidden } }: Connected, { liveness }: Env): Effect[] {
  return liveness === "ping" || (liveness === "probe" && !hidden) ? [{ do: liveness }] : [];
}

export function armPing(state: Connected, env: Env): Effect[] {
  const interval = pingInterval(env);
  if (askPeer(state, env).length === 0 || interval === 0) return [];
  // The interval is spread by ±10 %, so that many peers are not asked at one moment.
  return [{ do: "arm", alarm: "ping", ms: interval * (0.9 + 0.2 * env.roll) }];
}

export function armKeepalive(state: Connected, env: Env): Effect[] {
  const at = nextCheck(state, env);
  return at === undefined ? [] : [{ do: "arm", alarm: "keepalive", ms: Math.max(0, at - env.now) }];
}

/** Heartbeats arm nothing: they only leave a mark. So the deadline is computed anew when the alarm is due. */
export function judgeSilence(before: Connected, _: unknown, env: Env): Step {
  const noted = noteBacklog(before, env);
  // Nothing is heard from a paused socket. `inbox.maxPause` bounds the pause.
  const state = noted.paused ? { ...noted, silenceStart: env.now } : noted;
  const deadline = silenceDeadline(state, env);
  if (deadline === undefined) return [state];
  if (deadline > env.now) return [state, ...armKeepalive(state, env)];
  return withAbandon(endLink(state, ownEnd("live", "keepalive"), env));
}

/** A backlog begins to grow: a send may be slow, and its progress is checked from now on. */
export function watchBacklog(before: Connected, _: unknown, env: Env): Step {
  // The backlog of the last check has gone into the buffers of this machine. That is no sign of life.
  const state = { ...before, lastBacklog: 0 };
  if (state.nextBacklogCheck > env.now) return [state];
  const nextBacklogCheck = nextCheck(state, env) ?? Infinity;
  return [{ ...state, nextBacklogCheck }, ...armKeepalive(state, env)];
}
