// The state `connected`: how a link enters it, is paused, proves stable, and ends. Liveness and signals have files of their own.

import type { InputOf } from "./input.ts";
import { armAsking } from "./keepalive.ts";
import { emitDisconnected, endLink, ownEnd, withAbandon } from "./leaving.ts";
import { type Memory, resetBackoff } from "./memory.ts";
import { redialNow, retryIn } from "./next-dial.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { startGoodbye } from "./stopping.ts";

export function becomeConnected(before: Memory, protocol: string, env: Env): Step {
  const memory: Memory = { ...before, initialDials: "over" };
  // Where nothing has failed since the last stable link, there is nothing to reset.
  const stable = env.options.minUptime === 0 || memory.attempt === 0;
  const state: Connected = {
    in: "connected",
    memory: stable ? resetBackoff(memory) : memory,
    silenceStart: env.now,
    doubtedAt: undefined,
    paused: false,
    lastBacklog: 0,
    lastTaken: 0,
    backlogMovedAt: -Infinity,
    nextAskAt: Infinity,
    alarmAt: Infinity,
  };
  const [armed, ...effects] = armAsking(state, env);
  return [
    armed,
    ...(stable ? [] : [{ do: "arm", alarm: "stable", ms: env.options.minUptime } as const]),
    ...effects,
    { do: "emit", event: { type: "connected", dial: memory.dials, protocol } },
  ];
}

/** The link has been connected for `minUptime`. */
export function markStable(state: Connected): Step {
  return [{ ...state, memory: resetBackoff(state.memory) }];
}

export function loseLink(state: Connected, { failure }: InputOf<"closed">, env: Env): Step {
  return endLink(state, failure, env);
}

export function overflowLink(state: Connected, _: unknown, env: Env): Step {
  return withAbandon(endLink(state, ownEnd("live", "overflow"), env));
}

export function stopLink(state: Connected, { goodbye }: InputOf<"stop">, env: Env): Step {
  const told = emitDisconnected(state, ownEnd("live", "stopped"));
  return [...startGoodbye(state, goodbye, env), told];
}

export function redialLink(state: Connected, _: unknown, env: Env): Step {
  const next = redialNow(state.memory, env);
  const told = emitDisconnected(state, ownEnd("live", "redial"), retryIn(next[0], env));
  return withAbandon([...next, told]);
}

/** A peer is paused because it sent too much, so it is alive. A doubt must not stay, as no heartbeat could lift it during the pause. */
export function pauseLink(state: Connected): Step {
  if (state.paused) return [state];
  return [{ ...state, paused: true, doubtedAt: undefined }, { do: "pause" }];
}

export function resumeLink(state: Connected, _: unknown, env: Env): Step {
  if (!state.paused) return [state];
  return [{ ...state, paused: false, silenceStart: env.now }, { do: "resume" }];
}
