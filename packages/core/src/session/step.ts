// The shape of a step, and what a handler knows of the world: time, a random number, options, and the activity of the link.

import type { Failure } from "../failure.ts";
import type { SessionOptions, Verdict } from "../options/options.ts";
import type { LivenessMode } from "../connection-stats.ts";
import type { Effect } from "./effect.ts";
import type { InputOf, InputType } from "./input.ts";
import type { State, StateName, StateOf } from "./state.ts";

/** What the shell records of each link without a step, as messages come too often for one. The machine reads it when an alarm is due. */
export interface LinkActivity {
  /** Monotonic time of the last heartbeat. */
  readonly heardAt: number;
  /** Bytes that were handed to the socket and that the network has not taken yet; 0 where the platform cannot tell. */
  readonly backlog: number;
  /** A count that changes when the network takes some of them, and only then. */
  readonly taken: number;
}

/** The world as one step sees it. */
export interface Env {
  /** Monotonic time. */
  readonly now: number;
  /** A random number in [0, 1), drawn for this step. */
  readonly roll: number;
  readonly options: SessionOptions;
  readonly activity: LinkActivity;
  /** How the current link's silence is judged. */
  readonly liveness: LivenessMode;
  /** There is an `onOpen` or `ready`. */
  readonly hasGate: boolean;
  /** Sends that wait for room. */
  readonly waitingSends: number;
  /** `retry.classify` of the application. It never throws: the shell reports what the application throws. */
  readonly classify: (failure: Failure, verdict: Verdict) => Verdict;
}

/** The next state, and what to do, in order. */
export type Step = readonly [State, ...Effect[]];

/** Decides one cell of the table. */
export type Handler<S extends StateName, T extends InputType> = (
  state: StateOf<S>,
  input: InputOf<T>,
  env: Env,
) => Step;
