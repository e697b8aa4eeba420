// What a worker tells of itself: its status, and a snapshot of all that it is. Texts and numbers alone, so that JSON keeps it whole.

/**
 * Where a worker is in its life.
 *
 * - `created`: made, and not started.
 * - `pending`: told by a supervisor of a child that it will start when a time or another child lets it.
 * - `starting`: `start` was called and has not settled.
 * - `running`, and `suspended` where it was asked to rest and does.
 * - `stopping`: it was asked to stop, and has not ended.
 * - `finished`, `stopped`, `killed`, `failed`, `abandoned`: it has ended, see `ExitStatus`.
 */
export type Status =
  | "created"
  | "pending"
  | "starting"
  | "running"
  | "suspended"
  | "stopping"
  | ExitStatus;

/**
 * How a worker has ended.
 *
 * - `finished`: by itself, without an error.
 * - `stopped`: because it was asked to.
 * - `killed`: it was asked to, did not end in time, and was ended by force.
 * - `failed`: by itself, with an error, with an exit code other than 0, or by a signal that nobody here has sent; or it could not be started.
 * - `abandoned`: it was asked to, did not end in time, and could not be forced. It may still run, so nothing is started in its place.
 */
export type ExitStatus = "finished" | "stopped" | "killed" | "failed" | "abandoned";

/** A snapshot of a worker, which does not change later. */
export interface State {
  /** The name of the worker; of a child of a supervisor, that of its spec. */
  readonly name: string;
  /** Where it is in its life. */
  readonly status: Status;
  /** The id of its process, while it has one. */
  readonly pid?: number | undefined;
  /** The exit code of its last end, where it had one. */
  readonly exitCode?: number | undefined;
  /** The message of the error of its last end, where there was one. */
  readonly error?: string | undefined;
  /** More of it, as texts; the keys that are used here are those of `metadataKeys`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The workers that it has started, in their order. */
  readonly children: readonly State[];
}

/** The keys of `State.metadata` that this package uses. */
export const metadataKeys: {
  /** What kind of worker it is: `process`, `container`, `func`, `supervisor`, or a word of its own. */
  readonly type: "type";
  /** How often a supervisor has started this child again, since it was added. */
  readonly restarts: "restarts";
  /** When the oldest restart that still counts towards the intensity was, in the form of RFC 3339. */
  readonly windowStart: "window_start";
  /** `triggered` where a supervisor has given this child up. */
  readonly circuitBreaker: "circuit_breaker";
  /** Which level of hygiene a process has reached. */
  readonly hygiene: "hygiene";
} = Object.freeze({
  type: "type",
  restarts: "restarts",
  windowStart: "window_start",
  circuitBreaker: "circuit_breaker",
  hygiene: "hygiene",
});

const ENDS: readonly string[] = ["finished", "stopped", "killed", "failed", "abandoned"];

/** Whether a worker with this status has ended. */
export function isExitStatus(status: Status): status is ExitStatus {
  return ENDS.includes(status);
}
