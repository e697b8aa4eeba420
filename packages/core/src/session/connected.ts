// The state `connected`: messages pass.

import { sayGoodbye } from "./stopping.ts";
import { armPing, armKeepalive } from "./keepalive.ts";
import type { Of } from "./input.ts";
import { ownEnd, endLink, tellEnd, abandoning } from "./leaving.ts";
import { forget, type Memory } from "./memory.ts";
import { dialAgain, soonest, retryIn } from "./next-dial.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function connect(memory: Memory, protocol: string, env: Env): Step {
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
