// What a signal of the environment means for any state: what is remembered of it, and whether it is a reason to dial.

import type { Of } from "./input.ts";
import type { Memory } from "./memory.ts";
import type { Env } from "./step.ts";

/** What a session remembers of a signal. */
export function seen(memory: Memory, signal: Of<"signal">["signal"]): Memory {
  if (signal !== "hidden" && signal !== "visible") return memory;
  return { ...memory, hidden: signal === "hidden" };
}

export const wakes = (signal: Of<"signal">["signal"]): boolean =>
  signal === "online" || signal === "visible" || signal === "woken";

export function roused(memory: Memory, signal: Of<"signal">["signal"], { now }: Env): Memory {
  return { ...seen(memory, signal), ...(wakes(signal) && { wokenAt: now }) };
}

/** So long after a signal the network may still be on its way: addresses, routes and neighbours come one by one. */
export const SETTLING = 5_000;
