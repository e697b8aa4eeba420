// What a failure means for the session: try again, try again later, or give the peer up.

import type { Failure } from "../failure.ts";
import type { Verdict } from "../options/options.ts";
import type { Memory, Streak } from "./memory.ts";

/** The longest `Retry-After` that is honoured: 10 minutes. */
export const MAX_RETRY_AFTER = 600_000;

// RFC 9110 15: these states of a server may be temporary. A proxy says 404 while its backend starts.
const TRANSIENT_STATUS = [404, 408, 421, 425, 429];

// RFC 6455 7.4.1: the peer could not accept what we sent. One message may have been bad; when the same code comes
// twice in a row, the two ends do not agree on the protocol.
const UNACCEPTED_CODES = [1002, 1003, 1007, 1009, 1010];

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

/** The streak after one more failure; undefined for a failure that is not counted in a row. */
export function streakAfter(failure: Failure, { streak }: Memory): Streak | undefined {
  const key = streakKey(failure);
  if (key === undefined) return undefined;
  return { key, count: streak?.key === key ? streak.count + 1 : 1 };
}

function streakKey({ kind, status, closeCode }: Failure): string | undefined {
  // A provider can refresh the token after the first refusal.
  if (kind === "status" && (status === 401 || status === 403)) return "auth";
  // Once may have been a single large message. A peer that does it twice in a row does it on every link.
  if (kind === "readLimit") return kind;
  const known =
    kind === "closed" && closeCode !== undefined && UNACCEPTED_CODES.includes(closeCode);
  return known ? `close ${closeCode}` : undefined;
}
