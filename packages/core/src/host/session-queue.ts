// The queue of one session, as its host sees it. Types only.

import type { InboxWriter } from "../inbox-writer.ts";

/** The queue of one session: its worker writes at one end, and its host counts and ends it. */
export interface SessionQueue extends InboxWriter {
  readonly size: number;
  readonly bytes: number;
  readonly dropped: number;
  /** Messages that the whole inbox took so far. */
  readonly counter: { readonly value: number };
  /** Ends the count of `maxPause`, as the source no longer exists. */
  cancelPauseTimer(): void;
  /** The worker is gone. What waits stays readable. */
  end(): void;
}
