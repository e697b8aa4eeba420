// What an overflow of the inbox does: what its option says, or `drop-oldest` while nobody has ever read. It does not choose the queue.

import type { InboxOptions } from "../options/options.ts";
import type { InboxHost } from "./inbox-host.ts";

/**
 * An application that only sends never reads, and its links must not end for that: until the first read, `drop-oldest` stands in
 * for `disconnect`.
 */
export class OverflowPolicy {
  readonly #configured: InboxOptions["overflow"];
  #isWarned = false;
  /** Somebody has read, or tried to. */
  isRead = false;

  constructor(configured: InboxOptions["overflow"]) {
    this.#configured = configured;
  }

  /** `drop-oldest` stands in for `disconnect`, as nobody has read yet. */
  get replacesDisconnect(): boolean {
    return !this.isRead && this.#configured === "disconnect";
  }

  /** What happens now at the limit, and to a source that was paused for too long. */
  get overflow(): InboxOptions["overflow"] {
    return this.replacesDisconnect ? "drop-oldest" : this.#configured;
  }

  /** Warns the application once that it reads nothing. Not to be called from inside of a write. */
  warn(host: InboxHost): void {
    if (this.#isWarned || !this.replacesDisconnect) return;
    this.#isWarned = true;
    host.unread();
  }
}
