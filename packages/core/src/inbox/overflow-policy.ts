// What an overflow of the inbox does: what its option says, and less while nobody has ever read. It does not know who is hit.

import type { InboxOptions } from "../options/options.ts";
import { UNREAD } from "../words/warnings.ts";

/**
 * An application that only sends never reads, and its links must not end for that: until the first read, `drop-oldest` stands in
 * for `disconnect`.
 */
export class OverflowPolicy {
  readonly #configured: InboxOptions["overflow"];
  /** There until it was called. */
  #warn: ((message: string) => void) | undefined;
  /** Somebody has read, or tried to. */
  isRead = false;

  constructor(configured: InboxOptions["overflow"], warn: (message: string) => void) {
    this.#configured = configured;
    this.#warn = warn;
  }

  /** `drop-oldest` stands in for `disconnect`. */
  get isUnread(): boolean {
    return !this.isRead && this.#configured === "disconnect";
  }

  /** What happens now at the wall, and to a source that was paused for too long. */
  get overflow(): InboxOptions["overflow"] {
    return this.isUnread ? "drop-oldest" : this.#configured;
  }

  /** Tells once what to do about it. Not to be called from inside of a write. */
  warn(): void {
    if (!this.isUnread) return;
    this.#warn?.(UNREAD);
    this.#warn = undefined;
  }
}
