// What an overflow of the inbox does: what its option says, and less while nobody has ever read. It does not know who is hit.

import type { InboxOptions } from "../options/options.ts";
import type { Readers } from "./readers.ts";

const UNREAD =
  "Nobody has ever read pool.inbox, so its oldest messages are dropped. Read it, or open the pool with inbox: { discard: true }.";

/**
 * An application that only sends never reads, and its links must not end for that: until the first read, `drop-oldest` stands in
 * for `disconnect`.
 */
export class OverflowPolicy {
  readonly #configured: InboxOptions["overflow"];
  readonly #readers: Readers;
  readonly #tell: (message: string) => void;
  #isTold = false;

  constructor(
    configured: InboxOptions["overflow"],
    readers: Readers,
    tell: (message: string) => void,
  ) {
    this.#configured = configured;
    this.#readers = readers;
    this.#tell = tell;
  }

  /** `drop-oldest` stands in for `disconnect`. */
  get isUnread(): boolean {
    return this.#configured === "disconnect" && !this.#readers.used;
  }

  /** What happens now at the wall, and to a source that was paused for too long. */
  get overflow(): InboxOptions["overflow"] {
    return this.isUnread ? "drop-oldest" : this.#configured;
  }

  /** Tells once what to do about it. Not to be called from inside of a write. */
  warn(): void {
    if (this.#isTold || !this.isUnread) return;
    this.#isTold = true;
    this.#tell(UNREAD);
  }
}
