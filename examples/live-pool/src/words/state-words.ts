// How a peer is, in words and in a tone: its state, and what a viewer of a connected one should know.

import type { PeerState } from "skep";
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

export function stateWords({ stats: { state, liveness }, silence = 0, paused }: Row): StateWords {
  if (state !== "connected") return { ...WORDS[state], text: state };
  if (liveness === "ping" && silence > SUSPICIOUS)
    return { tone: "wait", sign: "●", text: `silent for ${duration(silence)}` };
  return { ...WORDS[state], text: paused ? "connected, paused" : state };
}

const WORDS: Record<PeerState, Omit<StateWords, "text">> = {
  idle: { tone: "dim", sign: "○" },
  queued: { tone: "busy", sign: "◌" },
  dialing: { tone: "busy", sign: "◌" },
  opening: { tone: "busy", sign: "◍" },
  connected: { tone: "good", sign: "●" },
  waiting: { tone: "bad", sign: "○" },
  closing: { tone: "dim", sign: "◌" },
  stopped: { tone: "dim", sign: "×" },
};
