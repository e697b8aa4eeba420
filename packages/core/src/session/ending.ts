// A link that takes no more sends: the peer began to close, or the socket refused one. What arrives is still read.

import { seen } from "./signals.ts";
import type { Of } from "./input.ts";
import { abandoning, endLink, knownEnd, ownEnd, tellEnd } from "./leaving.ts";
import { park } from "./next-dial.ts";
import { sayGoodbye } from "./stopping.ts";
import type { Connected, Ending, Opening } from "./state.ts";
import type { Env, Step } from "./step.ts";

/** The end is worth a moment: it tells the close code where only a send was refused, and lets the peer end in order. */
export function expectEnd({ memory, paused }: Connected, input: Of<"ending">, env: Env): Step {
  return [
    { in: "ending", memory, end: input.failure, paused },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** A gate has no state of its own for it: nobody was told `connected`, so nothing but its passing has to be kept back. */
export function expectGateEnd(state: Opening, { failure }: Of<"ending">, env: Env): Step {
  const end = knownEnd(failure, state.end);
  if (state.end !== undefined) return [{ ...state, end }];
  return [
    { ...state, end },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** The close frame can come after a send was refused. */
export function learnEnd(state: Ending, { failure }: Of<"ending">): Step {
  return [{ ...state, end: knownEnd(failure, state.end) }];
}

export function loseEnding(state: Ending, { failure }: Of<"closed">, env: Env): Step {
  return endLink(state, knownEnd(failure, state.end), env);
}

export function assumeEnd(state: Ending, _: unknown, env: Env): Step {
  return abandoning(endLink(state, state.end, env));
}

/** The peer was first: its reason is told, and not that we left. */
export function hangUpEnding(state: Ending, { goodbye }: Of<"stop">, env: Env): Step {
  const memory = { ...state.memory, last: state.end };
  return [...sayGoodbye({ ...state, memory }, goodbye, env), tellEnd(state, state.end)];
}

/** The user does not want to wait for the end. It still is the peer's failure, which the backoff counts. */
export function redialEnding(state: Ending, _: unknown, env: Env): Step {
  return abandoning(endLink(state, state.end, env, "asked"));
}

export function overflowEnding(state: Ending, _: unknown, env: Env): Step {
  return abandoning(endLink(state, ownEnd("live", "overflow"), env));
}

export function signalEnding(state: Ending, { signal }: Of<"signal">, env: Env): Step {
  if (signal !== "frozen") return [{ ...state, memory: seen(state.memory, signal) }];
  return abandoning([park(state.memory, env), tellEnd(state, ownEnd("live", "frozen"))]);
}

export function pauseEnding(state: Ending): Step {
  return state.paused ? [state] : [{ ...state, paused: true }, { do: "pause" }];
}

export function resumeEnding(state: Ending): Step {
  return state.paused ? [{ ...state, paused: false }, { do: "resume" }] : [state];
}
