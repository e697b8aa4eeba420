// The state `ending`: the peer began to close, or the socket refused a send. The end is awaited, and what arrives is still read.

import type { InputOf } from "./input.ts";
import { emitDisconnected, endLink, knownEnd, ownEnd, withAbandon } from "./leaving.ts";
import { waitForPage } from "./next-dial.ts";
import { rememberFact } from "./signals.ts";
import type { Connected, Ending, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";
import { startGoodbye } from "./stopping.ts";

/** Waiting for the end tells the close code where only a send was refused, and lets the peer close in order. */
export function awaitEnd({ memory, paused }: Connected, input: InputOf<"ending">, env: Env): Step {
  return [
    { in: "ending", memory, end: input.failure, paused },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** A link that ends while its gate runs stays in `opening`, as nobody was told that it is connected. Only `passGate` must not connect it any more. */
export function awaitGateEnd(state: Opening, { failure }: InputOf<"ending">, env: Env): Step {
  const end = knownEnd(failure, state.end);
  if (state.end !== undefined) return [{ ...state, end }];
  return [
    { ...state, end },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** The close frame may come after a send was refused, and tells the reason. */
export function updateEnd(state: Ending, { failure }: InputOf<"ending">): Step {
  return [{ ...state, end: knownEnd(failure, state.end) }];
}

export function loseEnding(state: Ending, { failure }: InputOf<"closed">, env: Env): Step {
  return endLink(state, knownEnd(failure, state.end), env);
}

/** The deadline of the close has passed: the socket is abandoned, and the end counts as the peer announced it. */
export function expireEnding(state: Ending, _: unknown, env: Env): Step {
  return withAbandon(endLink(state, state.end, env));
}

/** The peer began to close before the user did, so the event tells the peer's reason. */
export function stopEnding(state: Ending, { goodbye }: InputOf<"stop">, env: Env): Step {
  const memory = { ...state.memory, lastFailure: state.end };
  const told = emitDisconnected(state, state.end);
  return [...startGoodbye({ ...state, memory }, goodbye, env), told];
}

/** The user ends the wait. The end still counts as a failure of the peer. */
export function redialEnding(state: Ending, _: unknown, env: Env): Step {
  return withAbandon(endLink(state, state.end, env, "userRedial"));
}

export function overflowEnding(state: Ending, _: unknown, env: Env): Step {
  return withAbandon(endLink(state, ownEnd("live", "overflow"), env));
}

export function signalEnding(state: Ending, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal !== "frozen") return [{ ...state, memory: rememberFact(state.memory, signal) }];
  const told = emitDisconnected(state, ownEnd("live", "frozen"));
  return withAbandon([waitForPage(state.memory, env), told]);
}

export function pauseEnding(state: Ending): Step {
  return state.paused ? [state] : [{ ...state, paused: true }, { do: "pause" }];
}

export function resumeEnding(state: Ending): Step {
  return state.paused ? [{ ...state, paused: false }, { do: "resume" }] : [state];
}
