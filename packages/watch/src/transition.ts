// A change of the state of a service, as events and iterators tell it.

import type { UnknownReason, WatchState } from "./diagnosis/diagnosis.ts";

/** One change of state, frozen. */
export interface Transition {
  /** The name of the service. */
  readonly name: string;
  /** From 1, without holes, for each watcher. */
  readonly sequence: number;
  readonly from: WatchState;
  readonly to: WatchState;
  /** When, in milliseconds since the epoch. */
  readonly at: number;
  /** What the last probe failed with, if it failed. */
  readonly error: Error | undefined;
  /** Why nothing is known, of `unknown`. */
  readonly reason: UnknownReason | undefined;
  /** Of a transition that an iterator gives: so many before it were dropped, as they were not read. Absent where none was. */
  readonly missed?: number;
}
