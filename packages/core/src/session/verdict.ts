// What a failure means for the session: try again, try again later, or give the peer up.

import type { Failure } from "../failure.ts";
import type { Verdict } from "../options/options.ts";
import type { Streak } from "./streak.ts";

/** The longest `Retry-After` that is honoured: 10 minutes. */
export const MAX_RETRY_AFTER = 600_000;

// RFC 9110 15: these states of a server may be temporary. A proxy says 404 while its backend starts.
const TRANSIENT_STATUS = [404, 408, 421, 425, 429];

/** The verdict on a failure that has come `streak.count` times in a row. */
export function verdictOn(failure: Failure, streak: Streak | undefined): Verdict {
  const { kind, status, closeCode } = failure;
  if (streak !== undefined) return streak.count > 1 ? "retire" : "retry";
  if (kind === "status" && status !== undefined) return verdictOnStatus(failure, status);
  return kind === "closed" && closeCode === 1008 ? "retire" : "retry";
}

function verdictOnStatus(failure: Failure, status: number): Verdict {
  const transient = TRANSIENT_STATUS.includes(status) || (status >= 500 && status < 600);
  if (!transient) return "retire";
  const retryAfter = status === 429 || status === 503 ? failure.retryAfter : undefined;
  return retryAfter === undefined ? "retry" : { retryAfter: Math.min(retryAfter, MAX_RETRY_AFTER) };
}
