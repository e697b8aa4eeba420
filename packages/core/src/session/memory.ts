// What a session remembers from state to state, and how failures change it. Signals change it in `signals.ts`.

import type { Failure } from "../failure.ts";
import { countInitial, type InitialDials } from "./initial-dials.ts";
import { type Streak, streakAfter } from "./streak.ts";

export interface Memory {
  /** The number of dials so far, which is the number of the current one while there is one. */
  readonly dials: number;
  /** How often the session has queued for the limiter. It tells the current place from a former one. */
  readonly places: number;
  /** Failed attempts since the last stable link; the backoff grows with it, and `maxRetries` bounds it. */
  readonly attempt: number;
  /** The failure of the last dial or link, until a link is stable. */
  readonly lastFailure: Failure | undefined;
  /** A failure that is forgiven once, and how often it has come in a row. */
  readonly streak: Streak | undefined;
  /** Failed dials before the first link. */
  readonly initialDials: InitialDials;
  /** The page is hidden. */
  readonly hidden: boolean;
  /** When a signal last gave a reason to dial, while there was no open socket. */
  readonly signalledAt: number;
  /** When the last dial began. */
  readonly dialedAt: number;
}

/** The memory after one more failure. */
export function countFailure(memory: Memory, failure: Failure): Memory {
  const streak = streakAfter(failure, memory.streak);
  const initialDials = countInitial(memory.initialDials);
  return { ...memory, attempt: memory.attempt + 1, lastFailure: failure, streak, initialDials };
}

/** The memory after the user has asked for a dial: the failed dials before the first link are counted anew. */
export const restartInitial = (memory: Memory): Memory =>
  typeof memory.initialDials === "number" ? { ...memory, initialDials: 0 } : memory;

/** The memory after a stable link. The failure is dropped, because its error may keep large objects alive. */
export const resetBackoff = (memory: Memory): Memory => ({
  ...memory,
  attempt: 0,
  lastFailure: undefined,
  streak: undefined,
});
