// How a peer is, in words and in a tone: its state, and what a viewer of a connected one should know.

import type { SessionState } from "skep";
import type { Row } from "../figures/tally.ts";
import type { Tone } from "../screen/paint.ts";
import { duration } from "./format.ts";

export interface StateWords {
  readonly tone: Tone;
  readonly sign: string;
  readonly text: string;
}

/** With a ping a second, longer silence means that something is wrong and not noticed yet. */
const SUSPICIOUS = 1_800;
const ROOMY = 17;

/** In so many characters at least: what is more than the state stands beside it where there is room. */
export function stateWords(row: Row, width: number): StateWords {
  const { stats, silence = 0, paused } = row;
  const { state, liveness } = stats;
  if (state !== "connected") return { ...WORDS[state], text: state };
  if (liveness === "ping" && silence > SUSPICIOUS)
    return { tone: "wait", sign: "●", text: `silent ${duration(silence)}` };
  if (!paused) return { ...WORDS[state], text: state };
  return { ...WORDS[state], text: width < ROOMY ? "paused" : "connected, paused" };
}

const WORDS: Record<SessionState, Omit<StateWords, "text">> = {
  idle: { tone: "dim", sign: "○" },
  queued: { tone: "busy", sign: "◌" },
  dialing: { tone: "busy", sign: "◌" },
  opening: { tone: "busy", sign: "◍" },
  connected: { tone: "good", sign: "●" },
  ending: { tone: "wait", sign: "●" },
  waiting: { tone: "bad", sign: "○" },
  closing: { tone: "dim", sign: "◌" },
  stopped: { tone: "dim", sign: "×" },
};
