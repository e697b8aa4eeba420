// How a connected link is kept alive: the peer is asked for a sign of life, and its silence is judged. One alarm serves both.

import type { Effect } from "./effect.ts";
import { endLink, ownEnd, withAbandon } from "./leaving.ts";
import { nextCheck, noteBacklog, pingInterval, silenceDeadline } from "./silence.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** Heartbeats arm nothing: they only leave a mark. So the deadline of the silence is computed anew when the alarm is due. */
export function checkLiveness(before: Connected, _: unknown, env: Env): Step {
  const noted = noteBacklog(before, env);
  // Nothing is heard from a paused socket. `inbox.maxPause` bounds the pause.
  const state = noted.paused ? { ...noted, silenceStart: env.now } : noted;
  if (silenceDeadline(state, env) <= env.now)
    return withAbandon(endLink(state, ownEnd("live", "keepalive"), env));
  if (state.nextAskAt > env.now) return armKeepalive(state, env);
  return askAndArm(state, env);
}

/** A backlog begins to grow: a send may be slow, and its progress is checked from now on. */
export function watchBacklog(before: Connected, _: unknown, env: Env): Step {
  // The backlog of the last check has gone into the buffers of this machine. That is no sign of life.
  const state = { ...before, lastBacklog: 0 };
  // Backlogs may come and go with every message. The alarm is not armed again for each.
  return nextCheck(state, env) < state.alarmAt ? armKeepalive(state, env) : [state];
}

/** A ping or a probe, where there is one. A hidden page sends no probes, because they would wake the radio of its device. */
export function askPeer({ memory: { hidden } }: Connected, { liveness }: Env): Effect[] {
  return liveness === "ping" || (liveness === "probe" && !hidden) ? [{ do: liveness }] : [];
}

/** The peer is asked now, where it can be asked, and the next time is drawn. */
export function askAndArm(before: Connected, env: Env): Step {
  const asked = askPeer(before, env);
  const [state, ...armed] = armAsking(before, env);
  return [state, ...asked, ...armed];
}

/** The time of the next question is drawn, and the alarm is armed. */
export function armAsking(state: Connected, env: Env): Step {
  return armKeepalive(state, env, nextAskAt(state, env));
}

/**
 * The interval is spread by ±10 %, so that many peers are not asked at one moment. Where the deadline of the silence lies within the
 * spread, the peer is asked at that deadline, so that one step asks and judges.
 */
function nextAskAt(state: Connected, env: Env): number {
  const interval = pingInterval(env);
  if (askPeer(state, env).length === 0 || interval === 0) return Infinity;
  const earliest = env.now + 0.9 * interval;
  const drawn = earliest + 0.2 * interval * env.roll;
  const deadline = silenceDeadline(state, env);
  return deadline < earliest ? drawn : Math.min(drawn, deadline);
}

function armKeepalive(before: Connected, env: Env, nextAskAt = before.nextAskAt): Step {
  const alarmAt = Math.min(nextAskAt, nextCheck(before, env));
  const state = { ...before, nextAskAt, alarmAt };
  if (alarmAt === Infinity) return [state];
  return [state, { do: "arm", alarm: "keepalive", ms: Math.max(0, alarmAt - env.now) }];
}
