// Why a dial or a link ended, as records of a pool tell it.

import { describeFailure } from "../words/failures.ts";
import type { DisconnectedFacts } from "../worker.ts";
import type { DisconnectedRecord } from "../pool/events.ts";

/** The peer's own reason where it gave one, else ours in words. */
export function endFacts({
  cause,
  retryIn,
}: DisconnectedFacts): Pick<DisconnectedRecord, "cause" | "code" | "reason" | "retryIn"> {
  return {
    cause,
    code: cause.closeCode,
    reason: cause.closeReason || describeFailure(cause),
    retryIn,
  };
}
