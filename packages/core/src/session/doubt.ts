// What a signal means for a connected link: the link is closed, the peer is asked, or its silence is doubted and judged soon.

import type { InputOf } from "./input.ts";
import { askAndArm, askPeer } from "./keepalive.ts";
import { emitDisconnected, ownEnd, withAbandon } from "./leaving.ts";
import { waitForPage } from "./next-dial.ts";
import { isDoubted, noteBacklog } from "./silence.ts";
import { rememberFact } from "./signals.ts";
import type { Connected } from "./state.ts";
import type { Env, Step } from "./step.ts";

export function signalLink(before: Connected, { signal }: InputOf<"signal">, env: Env): Step {
  if (signal === "frozen") return freezeLink(before, env);
  const state = { ...before, memory: rememberFact(before.memory, signal) };
  if (signal === "offline") return [state, ...askPeer(state, env)];
  if (signal === "hidden") return env.liveness === "probe" ? disarmKeepalive(state) : [state];
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
function disarmKeepalive(state: Connected): Step {
  return [
    { ...state, nextAskAt: Infinity, alarmAt: Infinity },
    { do: "disarm", alarm: "keepalive" },
  ];
}

/** The link may have broken without a word from the socket: the peer is asked at once, and its silence is judged soon. */
function castDoubt(before: Connected, wasUnwatched: boolean, env: Env): Step {
  const noted = noteBacklog(before, env);
  // Time in which the link was not watched is not the peer's silence.
  const silenceStart = wasUnwatched ? env.now : noted.silenceStart;
  // A doubt that stands is not renewed, as that would postpone the judgement.
  const isAsked = askPeer(noted, env).length > 0;
  const isNew = isAsked && !noted.paused && (wasUnwatched || !isDoubted(noted, env));
  const doubtedAt = isNew ? env.now : noted.doubtedAt;
  return askAndArm({ ...noted, silenceStart, doubtedAt }, env);
}
