// What a signal of the environment means in any state: what is remembered of it, and whether it is a reason to dial.

import { initialAfter } from "./initial-dials.ts";
import type { InputOf } from "./input.ts";
import type { Memory } from "./memory.ts";
import type { Env } from "./step.ts";

type SignalName = InputOf<"signal">["signal"];

/** Addresses, routes and neighbours of a network come back one by one, so dials may still fail for this time after a signal. */
const SETTLING_TIME = 5_000;

/** After these signals a dial may succeed where one failed before. */
export const isReasonToDial = (signal: SignalName): boolean =>
  signal === "online" || signal === "visible" || signal === "woken";

/** What any session remembers of a signal: whether the page is seen, and whether there is a network. */
export function rememberFact(memory: Memory, signal: SignalName): Memory {
  if (signal === "hidden" || signal === "visible")
    return { ...memory, hidden: signal === "hidden" };
  if (signal === "online" || signal === "offline")
    return { ...memory, initialDials: initialAfter(memory.initialDials, signal) };
  return memory;
}

/** What a session without an open socket remembers of a signal. */
export function rememberSignal(memory: Memory, signal: SignalName, { now }: Env): Memory {
  return {
    ...rememberFact(memory, signal),
    ...(isReasonToDial(signal) && { signalledAt: now }),
  };
}

/** The last signal was so recent that the network may not be complete yet. */
export const isSettling = ({ signalledAt }: Memory, { now }: Env): boolean =>
  now - signalledAt < SETTLING_TIME;
