// What a failure means for the session: try again, try again later, or give the peer up. Data first.

import type { Failure } from "../failure.ts";
import type { Verdict } from "../options/options.ts";
import type { Memory, Streak } from "./memory.ts";

/** The longest `Retry-After` that is honoured: 10 minutes. */
export const LONGEST_RETRY_AFTER = 600_000;

// RFC 9110 15: what may pass by itself. 404 is what a proxy says while its backend starts.
const PASSING_STATUS = [404, 408, 421, 425, 429];

// RFC 6455 7.4.1: the peer dislikes what we say. Once may be a bad message, twice is a disagreement.
const DISAGREEMENTS = [1002, 1003, 1007, 1009, 1010];

/** The verdict on a failure that has come `streak.count` times in a row. */
export function verdictOn(failure: Failure, streak: Streak | undefined): Verdict {
  const { kind, status, closeCode } = failure;
  if (streak !== undefined) return streak.count > 1 ? "retire" : "retry";
  if (kind === "status" && status !== undefined) return verdictOnStatus(failure, status);
  return kind === "closed" && closeCode === 1008 ? "retire" : "retry";
}

function verdictOnStatus(failure: Failure, status: number): Verdict {
  const passing = PASSING_STATUS.includes(status) || (status >= 500 && status < 600);
  if (!passing) return "retire";
  const retryAfter = status === 429 || status === 503 ? failure.retryAfter : undefined;
  return retryAfter === undefined
    ? "retry"
    : { retryAfter: Math.min(retryAfter, LONGEST_RETRY_AFTER) };
}

/** The streak after one more failure: how often this kind, which is forgiven once, came in a row. */
export function streakAfter(failure: Failure, { streak }: Memory): Streak | undefined {
  const key = streakKey(failure);
  if (key === undefined) return undefined;
  return { key, count: streak?.key === key ? streak.count + 1 : 1 };
}

function streakKey({ kind, status, closeCode }: Failure): string | undefined {
  // The provider can refresh a token between the first and the second.
  if (kind === "status" && (status === 401 || status === 403)) return "auth";
  // A peer whose greeting is too large is always too large for us; once may be one large message.
  if (kind === "readLimit") return kind;
  const known = kind === "closed" && closeCode !== undefined && DISAGREEMENTS.includes(closeCode);
  return known ? `close ${closeCode}` : undefined;
}
