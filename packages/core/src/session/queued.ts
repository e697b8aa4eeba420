// The states `idle` and `queued`: before a dial.

import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import { enqueue, wake, park } from "./next-dial.ts";
import { seen, wakes, roused } from "./signals.ts";
import type { Idle, Queued } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function start({ memory }: Idle): Step {
  return enqueue(memory, false);
}

/** The page may be hidden before the first dial. */
export function notice(state: Idle, { signal }: Of<"signal">): Step {
  return [{ ...state, memory: seen(state.memory, signal) }];
}

export function dial({ memory: before }: Queued, _: unknown, env: Env): Step {
  const memory = { ...before, dials: before.dials + 1, dialedAt: env.now };
  const { dialTimeout, keepaliveTimeout } = env.options;
  const until = dialTimeout > 0 ? env.now + dialTimeout : Infinity;
  return [
    { in: "dialing", memory, phase: "resolve", until, hasty: false },
    { do: "dial", dial: memory.dials, attempt: memory.attempt + 1 },
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
