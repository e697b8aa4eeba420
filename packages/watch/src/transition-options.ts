// How transitions are read.

import { checkCount, checkNames, checkSignal } from "@skep/core/base";
import type { LogReading } from "@skep/core/base";
import type { Transition } from "./transition.ts";

/** How transitions are read. */
export interface TransitionOptions {
  /** Ends the loop with its reason. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** How many may wait to be read; beyond it the oldest are dropped, and the next one that is read says how many. Default: 64; from 1. */
  readonly capacity?: number | undefined;
}

const CAPACITY = 64;

export function fillTransitionOptions(options: TransitionOptions): LogReading<Transition> {
  checkNames(options, ["signal", "capacity"]);
  const { capacity = CAPACITY, signal } = options;
  checkCount("capacity", capacity, 1);
  checkSignal("signal", signal);
  return { capacity, signal };
}
