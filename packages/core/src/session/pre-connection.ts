// The first half of the table: what happens before a socket is open, in `queued`, `dialing` and `waiting`.

import { seen } from "./connected.ts";
import type { Of } from "./input.ts";
import {
  abandoning,
  dialAgain,
  enqueue,
  failDial,
  ownEnd,
  park,
  soonest,
  soonestWoken,
  stopUnconnected,
  WAKE_WINDOW,
} from "./leaving.ts";
import type { Dialing, Idle, Memory, Queued, Waiting } from "./state.ts";
import type { Effect } from "./effect.ts";
import type { Env, Step } from "./step.ts";

/**
 * What a dial has left when a signal came: one that an outage has caught may sit out its whole
 * `dialTimeout`, as TCP repeats itself ever more rarely (RFC 6298 5.5).
 */
const HASTY_TIMEOUT = 3_000;

export function start({ memory }: Idle): Step {
  return enqueue(memory, false);
}

/** The page may be hidden before the first dial. */
export function notice(state: Idle, { signal }: Of<"signal">): Step {
  return [{ ...state, memory: seen(state.memory, signal) }];
}

/** One way to end all that is not open yet: `stop` wins over everything that waits. */
export const stop = (state: Idle | Queued | Dialing | Waiting): Step => stopUnconnected(state);

// --- queued ---

export function dial({ memory: before }: Queued, _: unknown, env: Env): Step {
  const memory = { ...before, dials: before.dials + 1, dialedAt: env.now };
  const { dialTimeout, keepaliveTimeout } = env.options;
  const until = dialTimeout > 0 ? env.now + dialTimeout : Infinity;
  return [
    { in: "dialing", memory, phase: "resolve", until, hasty: false },
    { do: "dial", dial: memory.dials, attempt: memory.attempt + 1, last: memory.last },
    ...armIf("dial", dialTimeout),
    // Only a timeout that was asked for: the default one must not cut a longer `dialTimeout` short.
    ...armIf("keepalive", keepaliveTimeout ?? 0),
  ];
}

const armIf = (alarm: "dial" | "keepalive", ms: number): Effect[] =>
  ms > 0 ? [{ do: "arm", alarm, ms }] : [];

/** A redial that was asked for is paced but never held. */
export function jumpQueue(state: Queued): Step {
  return state.automatic ? leaving(enqueue(state.memory, false)) : [state];
}

export function signalQueue(state: Queued, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen") return leaving([park(state.memory, env)]);
  const memory = roused(state.memory, signal, env);
  if (!state.automatic || !wakes(signal)) return [{ ...state, memory }];
  return leaving(wake(memory, 0, env));
}

const leaving = ([state, ...effects]: Step): Step => [state, { do: "leave" }, ...effects];

// --- dialing ---

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

// --- waiting ---

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

const wakes = (signal: Of<"signal">["signal"]): boolean =>
  signal === "online" || signal === "visible" || signal === "woken";

function roused(memory: Memory, signal: Of<"signal">["signal"], { now }: Env): Memory {
  return { ...seen(memory, signal), ...(wakes(signal) && { wokenAt: now }) };
}

/** Soon, but not in step with everybody else who was woken, and not before the server wants us. */
function wake(memory: Memory, notBefore: number, env: Env, latest: number = Infinity): Step {
  const soon = Math.max(notBefore, env.now) + env.roll * WAKE_WINDOW;
  const until = Math.max(env.now, soonestWoken(memory, env), Math.min(soon, latest));
  return [
    { in: "waiting", memory, until, notBefore, hold: "none", automatic: false },
    { do: "arm", alarm: "redial", ms: until - env.now },
  ];
}
