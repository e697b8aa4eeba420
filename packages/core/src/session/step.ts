// The shape of a step, and what a handler may know of the world: time, chance, options, vital signs.

import type { Failure } from "../failure.ts";
import type { SessionOptions, Verdict } from "../options/options.ts";
import type { LivenessMode } from "../worker.ts";
import type { Effect } from "./effect.ts";
import type { InputType, Of } from "./input.ts";
import type { In, State, StateName } from "./state.ts";

/** What the hot path marks without a step; one per dial, written by the shell, read when an alarm is due. */
export interface Vitals {
  /** Monotonic time of the last heartbeat. */
  readonly heardAt: number;
  /** Bytes that were handed to the socket and that the network has not taken yet; 0 where the platform cannot tell. */
  readonly backlog: number;
  /** Changes when the network took some of them, and only then. */
  readonly taken: number;
}

/** The world as one step sees it. */
export interface Env {
  /** Monotonic time. */
  readonly now: number;
  /** One throw of chance, in [0, 1). */
  readonly roll: number;
  readonly options: SessionOptions;
  readonly vitals: Vitals;
  /** How the current link's silence is judged. */
  readonly liveness: LivenessMode;
  /** There is an `onOpen` or `ready`. */
  readonly gated: boolean;
  /** Sends that wait for room. */
  readonly waitingSends: number;
  /** The application's word on a verdict; total, a throw inside it has been dealt with. */
  readonly classify: (failure: Failure, verdict: Verdict) => Verdict;
}

/** The next state, and what to do, in order. */
export type Step = readonly [State, ...Effect[]];

/** Decides one cell of the table. */
export type Handler<S extends StateName, T extends InputType> = (
  state: In<S>,
  input: Of<T>,
  env: Env,
) => Step;
