// What a signal means for a connected link: the link is closed, the peer is asked, or its silence is doubted and judged soon.

import type { Effect } from "./effect.ts";
import type { InputOf } from "./input.ts";
import { armKeepalive, armPing, askPeer } from "./keepalive.ts";
import { emitDisconnected, ownEnd, withAbandon } from "./leaving.ts";
import { waitForPage } from "./next-dial.ts";
import { isDoubted, noteBacklog } from "./silence.ts";
import { rememberVisibility } from "./signals.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function signalLink(before: Connected, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return freezeLink(before, env);
  const state = { ...before, memory: rememberVisibility(before.memory, signal) };
  if (signal === "offline") return [state, ...askPeer(state, env)];
  if (signal === "hidden") return [state, ...disarmLiveness(env)];
  // The link was not watched while this process did not run, or while a hidden page sent no probes.
  const wasUnwatched =
    signal === "woken" || signal === "stalled" || (signal === "visible" && before.memory.hidden);
  return castDoubt(state, wasUnwatched, env);
}

function freezeLink(state: Connected, env: Env): Step {
  const told = emitDisconnected(state, ownEnd("live", "frozen"));
  return withAbandon([waitForPage(state.memory, env), told]);
}

/** A hidden page sends no probes, so the silence of its peers means nothing in mode `probe`. */
function disarmLiveness({ liveness }: Env): Effect[] {
  if (liveness !== "probe") return [];
  return [
    { do: "disarm", alarm: "ping" },
    { do: "disarm", alarm: "keepalive" },
  ];
}

/** The link may have broken without a word from the socket: the peer is asked at once, and its silence is judged soon. */
function castDoubt(before: Connected, wasUnwatched: boolean, env: Env): Step {
  const noted = noteBacklog(before, env);
  const asked = askPeer(noted, env);
  // Time in which the link was not watched is not the peer's silence.
  const silenceStart = wasUnwatched ? env.now : noted.silenceStart;
  // A doubt that stands is not renewed, as that would postpone the judgement.
  const isNew = asked.length > 0 && !noted.paused && (wasUnwatched || !isDoubted(noted, env));
  const state = { ...noted, silenceStart, doubtedAt: isNew ? env.now : noted.doubtedAt };
  return [state, ...asked, ...armPing(state, env), ...armKeepalive(state, env)];
}
