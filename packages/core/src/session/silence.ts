// How long a link may be silent, as arithmetic on a state and the activity of its link. What happens then is not known here.

import { DEFAULT_KEEPALIVE_TIMEOUT } from "../options/defaults.ts";
import type { Connected } from "./state.ts";
import type { Env } from "./step.ts";

/** Browsers run the timers of a hidden page once a minute at worst. In 75 s one of them fires, even if it is late. */
const HIDDEN_KEEPALIVE_TIMEOUT = 75_000;
/** The silence that is allowed once a signal has cast doubt on the link. */
const DOUBT_TIMEOUT = 5_000;
/** How often a backlog is checked within the allowed silence. */
const CHECKS_PER_TIMEOUT = 8;

/** Silence after which a link of this kind is given up; 0 is never. */
export function keepaliveTimeout({ liveness, options }: Env): number {
  if (liveness === "none") return 0;
  return options.keepaliveTimeout ?? DEFAULT_KEEPALIVE_TIMEOUT;
}

/** Time between two questions; 0 is never. It is at most half of the allowed silence, so that a peer is asked twice before it is given up. */
export function pingInterval(env: Env): number {
  return Math.min(env.options.pingInterval, keepaliveTimeout(env) / 2);
}

/** When silence ends the link; infinite where it never does. */
export function silenceDeadline(state: Connected, env: Env): number {
  const timeout = allowedSilence(state, env);
  if (timeout === 0) return Infinity;
  const { heardAt } = env.activity;
  const end = Math.max(heardAt, state.silenceStart) + timeout;
  return Math.min(Math.max(end, backlogDeadline(state, timeout, env)), doubtDeadline(state, env));
}

/**
 * The network took a part of the backlog, and the peer has not been heard since. The peer has twice the time: its
 * answer comes only after the rest of the backlog, which the buffers of the network may still hold.
 */
function backlogDeadline(
  { backlogMovedAt }: Connected,
  timeout: number,
  { activity }: Env,
): number {
  return backlogMovedAt > activity.heardAt ? backlogMovedAt + 2 * timeout : 0;
}

/** When silence ends a link in doubt; infinite where there is no doubt, or a heartbeat has lifted it. */
function doubtDeadline({ doubtedAt }: Connected, { activity }: Env): number {
  return doubtedAt !== undefined && activity.heardAt < doubtedAt
    ? doubtedAt + DOUBT_TIMEOUT
    : Infinity;
}

/** A signal cast doubt on the link, and the peer has not been heard since. */
export const isDoubted = (state: Connected, env: Env): boolean =>
  doubtDeadline(state, env) !== Infinity;

/**
 * The state with the backlog as it is now. A backlog from which the network takes bytes is a sign of life, as a full
 * network takes more only when the peer acknowledges. There has to be a backlog at the check before: what is sent into
 * empty buffers of this machine is taken even when the peer is dead.
 */
export function noteBacklog(state: Connected, { activity, now }: Env): Connected {
  const { backlog, taken } = activity;
  if (backlog === state.lastBacklog && taken === state.lastTaken) return state;
  const noted = { ...state, lastBacklog: backlog, lastTaken: taken };
  const moved = state.lastBacklog > 0 && taken !== state.lastTaken;
  return moved ? { ...noted, backlogMovedAt: now, doubtedAt: undefined } : noted;
}

/** When silence is judged next: at its deadline, or earlier while there is a backlog. */
export function nextCheck(state: Connected, env: Env): number {
  const deadline = silenceDeadline(state, env);
  if (deadline === Infinity || env.activity.backlog === 0) return deadline;
  return Math.min(deadline, env.now + allowedSilence(state, env) / CHECKS_PER_TIMEOUT);
}

/** A hidden page sends no probes, so in mode `probe` its links are not judged. In mode `passive` its links are allowed more silence, because its timers are late. */
function allowedSilence({ memory: { hidden } }: Connected, env: Env): number {
  const timeout = keepaliveTimeout(env);
  if (!hidden || timeout === 0 || env.liveness === "ping") return timeout;
  return env.liveness === "probe" ? 0 : Math.max(timeout, HIDDEN_KEEPALIVE_TIMEOUT);
}
