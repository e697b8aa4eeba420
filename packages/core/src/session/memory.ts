// What a session remembers from state to state, and what changes it.

import type { Failure } from "../failure.ts";
import { streakAfter } from "./verdict.ts";

/** What a session remembers from state to state. */
export interface Memory {
  /** Dials so far; the number of the current one while there is one. */
  readonly dials: number;
  /** Times it queued for the limiter, so that a former ticket is not heard. */
  readonly entries: number;
  /** Failed tries since the last stable link; what `maxRetries` counts. */
  readonly attempt: number;
  readonly last: Failure | undefined;
  /** The verdict-relevant failure that came last, and how often in a row. */
  readonly streak: Streak | undefined;
  /** The page is hidden. */
  readonly hidden: boolean;
  /** When a signal said last, where there was no link, that a dial may succeed. */
  readonly wokenAt: number;
  /** When the last dial began. */
  readonly dialedAt: number;
}

export interface Streak {
  readonly key: string;
  readonly count: number;
}

export function remember(memory: Memory, failure: Failure): Memory {
  const streak = streakAfter(failure, memory);
  return { ...memory, attempt: memory.attempt + 1, last: failure, streak };
}

export const forget = (memory: Memory): Memory => ({
  ...memory,
  attempt: 0,
  // What it holds, such as an error with all that its frames hold, was needed until now.
  last: undefined,
  streak: undefined,
});
