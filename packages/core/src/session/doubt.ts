// What a signal means for a connected link: it is closed, asked, or doubted.

import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import { ask, armPing, armKeepalive } from "./keepalive.ts";
import { ownEnd, tellEnd, abandoning } from "./leaving.ts";
import { park } from "./next-dial.ts";
import { seen } from "./signals.ts";
import { isDoubted, look } from "./silence.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

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
