// How long a link may be silent: by what it can be asked with, whether anybody asks, and whether it is in doubt.

import type { Connected } from "./state.ts";
import type { Env } from "./step.ts";

/** Silence allowed by default where the peer can be asked: two ping intervals. */
const DEFAULT_KEEPALIVE = 20_000;
/** A hidden page runs its timers once a minute; 75 s leave one late tick. */
const HIDDEN_KEEPALIVE = 75_000;
/** The verdict after a signal cast doubt on the link. */
const DOUBT_TIMEOUT = 5_000;

/** Silence after which a link of this kind is given up; 0 is never. */
export function keepaliveTimeout({ liveness, options }: Env): number {
  if (liveness === "none") return 0;
  return options.keepaliveTimeout ?? DEFAULT_KEEPALIVE;
}

/** When silence becomes an end; undefined where it never does. */
export function deadline(state: Connected, env: Env): number | undefined {
  const timeout = allowedSilence(state, env);
  if (timeout === 0) return undefined;
  const { heardAt } = env.vitals;
  const end = Math.max(heardAt, state.window) + timeout;
  // A doubt can only shorten it, and the first heartbeat lifts it.
  return Math.min(end, doubtedAt(state, env) + DOUBT_TIMEOUT);
}

/**
 * What the network took of a backlog is life: it makes room as the peer acknowledges. Only where something was left over
 * at the last look: what the buffers of this machine swallow before, a peer that is frozen would be sent too.
 */
export function look(state: Connected, { vitals, now }: Env): Connected {
  const { backlog, taken } = vitals;
  if (backlog === state.backlog && taken === state.taken) return state;
  const shrank = state.backlog > 0 && taken !== state.taken;
  return { ...state, backlog, taken, ...(shrank && { window: now, doubted: undefined }) };
}

/** The share of the allowed silence between two looks at a backlog, by which its last shrinking may be off. */
const LOOKS = 8;

/**
 * When silence is judged next: at its end, or earlier where a backlog may shrink meanwhile. A link that asks is
 * looked at with each ping; one that does not, in the middle, as the first look finds nothing to compare with.
 */
export function nextLook(state: Connected, env: Env): number | undefined {
  const end = deadline(state, env);
  if (end === undefined) return undefined;
  const parts = state.backlog > 0 ? LOOKS : env.liveness === "passive" ? 2 : 1;
  return Math.min(end, env.now + allowedSilence(state, env) / parts);
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
