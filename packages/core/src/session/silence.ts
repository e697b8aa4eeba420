// How long a link may be silent: by what it can be asked with, whether anybody asks, and whether it is in doubt.

import { DEFAULT_KEEPALIVE_TIMEOUT } from "../options/defaults.ts";
import type { Connected } from "./state.ts";
import type { Env } from "./step.ts";

/** A hidden page runs its timers once a minute; 75 s leave one late tick. */
const HIDDEN_KEEPALIVE = 75_000;
/** The verdict after a signal cast doubt on the link. */
const DOUBT_TIMEOUT = 5_000;

/** Silence after which a link of this kind is given up; 0 is never. */
export function keepaliveTimeout({ liveness, options }: Env): number {
  if (liveness === "none") return 0;
  return options.keepaliveTimeout ?? DEFAULT_KEEPALIVE_TIMEOUT;
}

/** Time between two questions, at most half of the allowed silence: the peer is asked twice before it is given up. 0 is never. */
export function pingInterval(env: Env): number {
  return Math.min(env.options.pingInterval, keepaliveTimeout(env) / 2);
}

/** When silence becomes an end; undefined where it never does. */
export function deadline(state: Connected, env: Env): number | undefined {
  const timeout = allowedSilence(state, env);
  if (timeout === 0) return undefined;
  const { heardAt } = env.vitals;
  // Twice: an answer comes behind what the buffers of the network still hold when the last byte has left.
  const moved = state.movedAt > heardAt ? state.movedAt + 2 * timeout : 0;
  const end = Math.max(Math.max(heardAt, state.window) + timeout, moved);
  // A doubt can only shorten it, and the first heartbeat lifts it.
  return Math.min(end, doubtedAt(state, env) + DOUBT_TIMEOUT);
}

/**
 * What the network took of a backlog is life: it makes room as the peer acknowledges. Only where something was left over
 * at the last look: what the buffers of this machine swallow at first, a peer that is frozen would be sent too.
 */
export function look(state: Connected, { vitals, now }: Env): Connected {
  const { backlog, taken } = vitals;
  if (backlog === state.backlog && taken === state.taken) return state;
  const moved = state.backlog > 0 && taken !== state.taken;
  return { ...state, backlog, taken, ...(moved && { movedAt: now, doubted: undefined }) };
}

/** How often a backlog is looked at within the silence that is allowed; by that much its last move may be off. */
const LOOKS = 8;

/** When silence is judged next: at its end, or earlier where something is on its way out. */
export function nextLook(state: Connected, env: Env): number | undefined {
  const end = deadline(state, env);
  if (end === undefined || env.vitals.backlog === 0) return end;
  return Math.min(end, env.now + allowedSilence(state, env) / LOOKS);
}

function allowedSilence({ memory: { hidden } }: Connected, env: Env): number {
  const timeout = keepaliveTimeout(env);
  if (!hidden || timeout === 0 || env.liveness === "ping") return timeout;
  return env.liveness === "probe" ? 0 : Math.max(timeout, HIDDEN_KEEPALIVE);
}

/** Since when the link is in doubt; infinite where it is not. */
const doubtedAt = ({ doubted = Infinity }: Connected, { vitals }: Env): number =>
  vitals.heardAt < doubted ? doubted : Infinity;

/** A signal cast doubt on the link, and nothing was heard since. */
export const isDoubted = (state: Connected, env: Env): boolean =>
  doubtedAt(state, env) !== Infinity;
