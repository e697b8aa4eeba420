// The states `idle` and `queued`: what a session does before a dial.

import type { Effect } from "./effect.ts";
import { restartInitial } from "./memory.ts";
import type { InputOf } from "./input.ts";
import { dialSoon, enqueue, waitForPage } from "./next-dial.ts";
import { isReasonToDial, rememberSignal, rememberFact } from "./signals.ts";
import type { Idle, Queued } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function start({ memory }: Idle): Step {
  return enqueue(memory, false);
}

export function signalIdle(state: Idle, { signal }: InputOf<"signal">): Step {
  return [{ ...state, memory: rememberFact(state.memory, signal) }];
}

export function dial({ memory: before }: Queued, _: unknown, env: Env): Step {
  const memory = { ...before, dials: before.dials + 1, dialedAt: env.now };
  const { dialTimeout, keepaliveTimeout } = env.options;
  const until = dialTimeout > 0 ? env.now + dialTimeout : Infinity;
  return [
    { in: "dialing", memory, phase: "resolve", until, signalled: false },
    { do: "dial", dial: memory.dials, attempt: memory.attempt + 1 },
    ...armUnlessOff("dial", dialTimeout),
    // A default does not count here: it could end a dial before a `dialTimeout` that the user made longer.
    ...armUnlessOff("keepalive", keepaliveTimeout ?? 0),
  ];
}

const armUnlessOff = (alarm: "dial" | "keepalive", ms: number): Effect[] =>
  ms > 0 ? [{ do: "arm", alarm, ms }] : [];

/** The limiter may hold an automatic dial while the origin is down, and does not hold one that the user asked for. */
export function redialQueued(state: Queued): Step {
  const memory = restartInitial(state.memory);
  return state.automatic ? withLeave(enqueue(memory, false)) : [{ ...state, memory }];
}

export function signalQueued(state: Queued, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return withLeave([waitForPage(state.memory, env)]);
  const memory = rememberSignal(state.memory, signal, env);
  if (!state.automatic || !isReasonToDial(signal)) return [{ ...state, memory }];
  return withLeave(dialSoon(memory, 0, env));
}

const withLeave = ([state, ...effects]: Step): Step => [state, { do: "leaveQueue" }, ...effects];
