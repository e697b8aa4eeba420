// What is known of one service. Types, and how it begins.

/** What a watcher says of its service. */
export type WatchState = "unknown" | "ready" | "down";

/**
 * Why nothing is known: no probe has decided it yet; the uplink of this process seems to be lost; the service that it depends on is down, or
 * this process itself was held up.
 */
export type UnknownReason = "undecided" | "uplink" | "dependency";

/** Everything that a step needs of the past. All times are monotonic milliseconds. */
export interface Diagnosis {
  readonly state: WatchState;
  /** Of `unknown` alone. */
  readonly reason: UnknownReason | undefined;
  /** Failures in a row that count. */
  readonly failures: number;
  /** Failed probes in a row, also those that do not count: the input of the backoff. Reports make it 1 at most, as they ask for a probe soon. */
  readonly attempt: number;
  /** Successes in a row, and when the first of them was. */
  readonly successes: number;
  readonly goodSince: number | undefined;
  /** Failures do not count since then, as this process was held up. */
  readonly stalledSince: number | undefined;
  /** Enough failures for `down`; whether they are the service's fault is being asked. */
  readonly isHeld: boolean;
  /** When `unknown` for the reason `uplink` has lasted long enough. */
  readonly unknownUntil: number | undefined;
  readonly isDependencyDown: boolean;
  /** The last of `ready` and `down` that was told: what `onReady` and `onDown` alternate by. */
  readonly told: "ready" | "down" | undefined;
  /** When it went from ready to down, the latest ones. Bound: `FLAPS`. Overflow: the oldest is forgotten. */
  readonly drops: readonly number[];
  readonly isFlapping: boolean;
  readonly error: Error | undefined;
}

export const undiagnosed: Diagnosis = Object.freeze({
  state: "unknown",
  reason: "undecided",
  failures: 0,
  attempt: 0,
  successes: 0,
  goodSince: undefined,
  stalledSince: undefined,
  isHeld: false,
  unknownUntil: undefined,
  isDependencyDown: false,
  told: undefined,
  drops: Object.freeze([]),
  isFlapping: false,
  error: undefined,
});

/** The numbers by which it is judged, in milliseconds. */
export interface DiagnosisRules {
  /** Failures in a row to go down, and successes to come up. */
  readonly failures: number;
  readonly successes: number;
  /** How long failures may be held to be somebody else's fault: `failures` × (`pollInterval` + `probeTimeout`). */
  readonly excuse: number;
  /** How long a flapping service has to be good before it is ready. */
  readonly calm: number;
  /** Within this time it may go down `FLAPS` times before it is called flapping. */
  readonly flapWindow: number;
}

/** One or two drops are restarts and deploys; the third in the window is a pattern. */
export const FLAPS = 3;

/** Something that happened to the service or around it. */
export type DiagnosisInput =
  | { readonly type: "succeeded"; readonly at: number }
  /** `isStalled`: this process was held up while it waited for the answer. `isReport`: real traffic has failed, and no probe. */
  | {
      readonly type: "failed";
      readonly at: number;
      readonly error: Error;
      readonly isStalled?: boolean;
      readonly isReport?: boolean;
    }
  /** The answer to the effect `ask`. */
  | { readonly type: "ruled"; readonly at: number; readonly ruling: Ruling }
  | { readonly type: "dependency"; readonly at: number; readonly isDown: boolean }
  /** The time of the effect `arm` has come. */
  | { readonly type: "overdue"; readonly at: number };

/** Whose fault the failures are: the service's, the uplink's, or that of what the service depends on. */
export type Ruling = "down" | "uplink" | "dependency";

/** What the shell has to do, in order. */
export type DiagnosisEffect =
  | {
      readonly type: "changed";
      readonly from: WatchState;
      readonly to: WatchState;
      readonly reason: UnknownReason | undefined;
      readonly error: Error | undefined;
    }
  /** Asks whose fault the failures are; the answer is the input `ruled`. */
  | { readonly type: "ask" }
  /** Gives the input `overdue` at this time, and at no other that was asked for before; undefined for never. */
  | { readonly type: "arm"; readonly at: number | undefined }
  | { readonly type: "flapping"; readonly isFlapping: boolean };

/** One input answered. */
export interface DiagnosisStep {
  readonly next: Diagnosis;
  readonly effects: readonly DiagnosisEffect[];
}
