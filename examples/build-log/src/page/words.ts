// What the page says of jobs, for people.

import type { JobState } from "./job.ts";

/** What a word is about: it decides its colour. */
export type Tone = "good" | "bad" | "wait" | "note";

export interface Words {
  readonly text: string;
  readonly tone: Tone;
}

export function stateWords(state: JobState): Words {
  switch (state.name) {
    case "running":
      return { text: "running", tone: "note" };
    case "incomplete":
      return { text: `${lineCount(state.missing)} missing`, tone: "wait" };
    case "torn":
      return state.isOfHub
        ? { text: "lost with its hub", tone: "bad" }
        : { text: "waiting for its runner", tone: "wait" };
    default:
      return { text: `exit code ${state.exitCode}`, tone: state.exitCode === 0 ? "good" : "bad" };
  }
}

/** 1 line, 1,234 lines */
export function lineCount(value: number): string {
  return `${value.toLocaleString("en-US")} line${value === 1 ? "" : "s"}`;
}

/** 14:03:27 */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}
