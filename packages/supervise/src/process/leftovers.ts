// What a process leaves behind in its group when it exits: it is asked to end, then ended by force, and waited for.

import { type Clock, nextMacrotask } from "@skep/core/base";
import type { SignalName } from "./process-options.ts";

/** What is known of the group. */
export interface GroupLike {
  isEmpty(): boolean;
  signal(signal: SignalName): void;
  kill(): void;
}

export interface LeftoverOptions {
  readonly clock: Clock;
  readonly stopSignal: SignalName;
  readonly stopTimeout: number;
  /** It had its signal already, with the process itself: a second one may mean something else to it. */
  readonly isAsked: boolean;
}

/** Milliseconds between two looks. The system tells nobody of the end of a process that is not a child of his. */
const POLL = 20;

/** Milliseconds after `SIGKILL` in which the kernel ends what can be ended. */
const KILL_TIMEOUT = 5_000;

/** Resolves when the group is empty, with true; with false where something of it cannot be ended. */
export async function isEmptied(group: GroupLike, options: LeftoverOptions): Promise<boolean> {
  const { clock, isAsked, stopSignal, stopTimeout } = options;
  if (group.isEmpty()) return true;
  if (!isAsked) {
    group.signal(stopSignal);
    group.signal("SIGCONT");
  }
  if (await emptyWithin(group, stopTimeout, clock)) return true;
  group.kill();
  return emptyWithin(group, KILL_TIMEOUT, clock);
}

async function emptyWithin(group: GroupLike, timeout: number, clock: Clock): Promise<boolean> {
  const deadline = clock.now() + timeout;
  // What was signalled gets a turn first: mostly one is enough.
  await new Promise<void>((resolve) => nextMacrotask(clock, resolve));
  while (!group.isEmpty()) {
    if (clock.now() >= deadline) return false;
    await new Promise<void>((resolve) => void clock.schedule(POLL, resolve));
  }
  return true;
}
