// Failures that are forgiven once, and not when they come twice in a row.

import type { Failure } from "../failure.ts";

// RFC 6455 7.4.1: the peer could not accept what we sent. One message may have been bad; when the same code comes
// twice in a row, the two ends do not agree on the protocol.
const UNACCEPTED_CODES = [1002, 1003, 1007, 1009, 1010];

/** The kind of such failures, and how many there were. */
export interface Streak {
  readonly key: string;
  readonly count: number;
}

/** The streak after one more failure, with the one before; undefined for a failure that is not counted in a row. */
export function streakAfter(failure: Failure, former: Streak | undefined): Streak | undefined {
  const key = streakKey(failure);
  if (key === undefined) return undefined;
  return { key, count: former?.key === key ? former.count + 1 : 1 };
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
