// What is told of a service from outside: a snapshot that is JSON.

import type { UnknownReason, WatchState } from "./diagnosis/diagnosis.ts";

/** A snapshot of one service. Names are as in the JSON of health endpoints; times are texts of RFC 3339. */
export interface ServiceStatus {
  readonly name: string;
  readonly ready: boolean;
  /** When the last probe ended; `null` while there was none. */
  readonly last_check: string | null;
  /** What the last probe failed with; absent after a success. URLs are shown without user info and query. */
  readonly last_error?: string;
  readonly state: WatchState;
  /** Since when it has that state; `null` while nothing was ever known. */
  readonly since: string | null;
  /** Why nothing is known; absent where something is. */
  readonly reason?: UnknownReason;
  /** How long the last probe took, in milliseconds; `null` while there was none. */
  readonly latency_ms: number | null;
  readonly consecutive_failures: number;
  readonly consecutive_successes: number;
  /** It goes down and comes back too often, and is ready again once it has stayed up for a while. */
  readonly flapping: boolean;
  /** It is ready, and slow or there in part. */
  readonly degraded: boolean;
  /** Why: what its probe says, or that it was slow. URLs are shown without user info and query. */
  readonly degraded_reason?: string;
  /** The process is not ready to serve without it. */
  readonly critical: boolean;
  /** The service without which this one cannot be. */
  readonly depends_on?: string;
}

/** `null` for a time that there was not. */
export function timeText(milliseconds: number | undefined): string | null {
  return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}
