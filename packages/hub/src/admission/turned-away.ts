// A link whose client is not taken: it is told why by a goodbye, and then it ends.

import type { Clock } from "@skep/core/base";
import { type ErrorCode, ERRORS } from "@skep/protocol";
import type { Link, LinkListener } from "../acceptor/link.ts";
import type { Place } from "./connection-counts.ts";

/** Bytes that it may send meanwhile: a first message, which it may have sent at once. None is read. */
const MOST_BYTES = 4_096;

export interface Goodbye {
  readonly code: ErrorCode;
  readonly reason: string;
  /** Milliseconds that it has to answer. */
  readonly within: number;
  readonly clock: Clock;
}

/** It is counted until it has ended. */
export function turnedAway(link: Link, place: Place, goodbye: Goodbye): LinkListener {
  const { clock, code, reason, within } = goodbye;
  link.limit?.(MOST_BYTES);
  link.close(ERRORS[code].close ?? 1011, reason);
  const timer = clock.schedule(within, () => link.terminate());
  return {
    message: () => {},
    heard: () => {},
    closed: () => {
      timer.cancel();
      place.release();
    },
  };
}
