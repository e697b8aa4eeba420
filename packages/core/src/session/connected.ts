// The second half of the table: what happens while the socket is open, in `opening` and `connected`.

import type { Failure } from "../failure.ts";
import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import {
  abandoning,
  dialAgain,
  endLink,
  failDial,
  knownEnd,
  ownEnd,
  park,
  retryIn,
  sayGoodbye,
  soonest,
  tellEnd,
} from "./leaving.ts";
import { deadline, isDoubted, look, nextLook, pingInterval } from "./silence.ts";
import type { Connected, Dialing, Memory, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** How often `bufferedAmount` is looked at while a send waits. */
const DRAIN_INTERVAL = 20;

// --- opening ---

/** The socket is open: the gate first, where there is one. */
export function open(state: Dialing, { protocol }: Of<"opened">, env: Env): Step {
  // The server let us in, so the next 401 is the first one again.
  const streak = state.memory.streak?.key === "auth" ? undefined : state.memory.streak;
  const memory = { ...state.memory, streak };
  return env.gated
    ? [
        { in: "opening", memory, protocol, end: undefined },
        ...unhurried(state, env),
        { do: "greet" },
      ]
    : connect(memory, protocol, env);
}

/** The network has answered: the gate has the whole rest of `dialTimeout`. */
function unhurried({ hasty, until }: Dialing, { now }: Env): Effect[] {
  if (!hasty || until === Infinity) return [];
  return [{ do: "arm", alarm: "dial", ms: Math.max(0, until - now) }];
}

export function pass(state: Opening, _: unknown, env: Env): Step {
  const { memory, protocol, end } = state;
  // Too late: `connected` would promise that a send is taken.
  if (end !== undefined) return [state];
  return [...connect(memory, protocol, env), { do: "release" }];
}

/** A gate that fails because the link ends is no reason of its own. */
export function failGate(state: Opening, { failure }: Of<"refused">, env: Env): Step {
  return state.end === undefined ? dropGate(state, failure, env) : [state];
}

export function assumeGateEnd(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, state.end as Failure, env);
}

export function expireGate(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, ownEnd("opening", "timeout"), env);
}

export function overflowGate(state: Opening, _: unknown, env: Env): Step {
  return dropGate(state, ownEnd("opening", "overflow"), env);
}

export function loseGate(state: Opening, { failure }: Of<"closed">, env: Env): Step {
  return discarding(failDial(state, knownEnd(failure, state.end), env));
}

export function stopGate(state: Opening, { goodbye }: Of<"stop">, env: Env): Step {
  return discarding(sayGoodbye(state, goodbye, env));
}

export function redialGate({ memory }: Opening, _: unknown, env: Env): Step {
  return discarding(dialAgain(memory, false, soonest(memory, env), env), { do: "abandon" });
}

export function signalGate(state: Opening, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen") return discarding([park(state.memory, env)], { do: "abandon" });
  return [{ ...state, memory: seen(state.memory, signal) }];
}

function dropGate(state: Opening, failure: Failure, env: Env): Step {
  return discarding(failDial(state, failure, env), { do: "abandon" });
}

/** What was held goes before anything is told, so that the telling is complete. */
function discarding([state, ...effects]: Step, ...first: Effect[]): Step {
  return [state, ...first, { do: "discard" }, ...effects];
}

// --- connected ---

function connect(memory: Memory, protocol: string, env: Env): Step {
  const stable = env.options.minUptime === 0;
  const state: Connected = {
    in: "connected",
    memory: stable ? forget(memory) : memory,
    window: env.now,
    doubted: undefined,
    paused: false,
    backlog: 0,
    taken: 0,
    movedAt: -Infinity,
    lookAt: env.now,
  };
  return [
    state,
    ...(stable ? [] : [{ do: "arm", alarm: "stable", ms: env.options.minUptime } as const]),
    ...armPing(state, env),
    ...armKeepalive(state, env),
    { do: "emit", event: { type: "connected", dial: memory.dials, protocol } },
  ];
}

/** The link has proved itself: the backoff begins anew. */
export function settleDown(state: Connected): Step {
  return [{ ...state, memory: forget(state.memory) }];
}

const forget = (memory: Memory): Memory => ({
  ...memory,
  attempt: 0,
  // What it holds, such as an error with all that its frames hold, was needed until now.
  last: undefined,
  streak: undefined,
});

export function ping(state: Connected, _: unknown, env: Env): Step {
  return [state, ...ask(state, env), ...armPing(state, env)];
}

function armPing(state: Connected, env: Env): Effect[] {
  const interval = pingInterval(env);
  if (ask(state, env).length === 0 || interval === 0) return [];
  // ±10 %, so that many peers do not ask in step.
  return [{ do: "arm", alarm: "ping", ms: interval * (0.9 + 0.2 * env.roll) }];
}

/** A hidden page is not to wake the radio: it sends no probes. */
function ask({ memory: { hidden } }: Connected, { liveness }: Env): Effect[] {
  return liveness === "ping" || (liveness === "probe" && !hidden) ? [{ do: liveness }] : [];
}

/** Something is left over of what was sent: its way out may be slow, and is looked at from now on. */
export function watchBacklog(state: Connected, _: unknown, env: Env): Step {
  // What was left over at the last look has gone, which is no life: the buffers of this machine had room for it.
  const fresh = { ...state, backlog: 0 };
  if (state.lookAt > env.now) return [fresh];
  return [{ ...fresh, lookAt: nextLook(fresh, env) ?? Infinity }, ...armKeepalive(fresh, env)];
}

function armKeepalive(state: Connected, env: Env): Effect[] {
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

export function lose(state: Connected, { failure }: Of<"closed">, env: Env): Step {
  return endLink(state, failure, env);
}

export function overflow(state: Connected, _: unknown, env: Env): Step {
  return abandoning(endLink(state, ownEnd("live", "overflow"), env));
}

export function hangUp(state: Connected, { goodbye }: Of<"stop">, env: Env): Step {
  return [...sayGoodbye(state, goodbye, env), tellEnd(state, ownEnd("live", "stopped"))];
}

export function drop(state: Connected, _: unknown, env: Env): Step {
  const next = dialAgain(state.memory, false, soonest(state.memory, env), env);
  return abandoning([...next, tellEnd(state, ownEnd("live", "redial"), retryIn(next[0], env))]);
}

export function pause(state: Connected): Step {
  // Who sends too much has been heard: no doubt is left that a paused socket could not lift.
  return state.paused ? [state] : [{ ...state, paused: true, doubted: undefined }, { do: "pause" }];
}

export function resume(state: Connected, _: unknown, env: Env): Step {
  return state.paused ? [{ ...state, paused: false, window: env.now }, { do: "resume" }] : [state];
}

export function signalLink(state: Connected, { signal }: Of<"signal">, env: Env): Step {
  if (signal === "frozen")
    return abandoning([park(state.memory, env), tellEnd(state, ownEnd("live", "frozen"))]);
  const next = { ...state, memory: seen(state.memory, signal) };
  if (signal === "offline") return [next, ...ask(next, env)];
  if (signal === "hidden") return [next, ...hush(env)];
  return doubt(next, signal, state.memory.hidden, env);
}

/** Hidden pages are not to wake the radio; in mode `probe` nobody is asked and nobody judged. */
function hush({ liveness }: Env): Effect[] {
  if (liveness !== "probe") return [];
  return [
    { do: "disarm", alarm: "ping" },
    { do: "disarm", alarm: "keepalive" },
  ];
}

/** Something may have happened to the link unseen: ask at once, with a verdict soon. */
function doubt(
  before: Connected,
  signal: "online" | "visible" | "woken" | "stalled",
  wasHidden: boolean,
  env: Env,
): Step {
  const state = look(before, env);
  const asked = ask(state, env);
  // Time in which we did not run, or did not ask, is not the peer's silence.
  const fresh = signal === "woken" || signal === "stalled" || (signal === "visible" && wasHidden);
  const window = fresh ? env.now : state.window;
  const doubtful = asked.length > 0 && !state.paused && (fresh || !isDoubted(state, env));
  const next = { ...state, window, doubted: doubtful ? env.now : state.doubted };
  return [next, ...asked, ...armPing(next, env), ...armKeepalive(next, env)];
}

/** What a session remembers of a signal. */
export function seen(memory: Memory, signal: Of<"signal">["signal"]): Memory {
  if (signal !== "hidden" && signal !== "visible") return memory;
  return { ...memory, hidden: signal === "hidden" };
}

// --- sends that wait, in both ---

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
