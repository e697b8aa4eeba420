// Whether anybody has read what a pool or a connection gives, and what is told where messages are lost because nobody has.

import { hold } from "../hold.ts";

export class Unread {
  /** Somebody has read. */
  hasRead = false;
  #isLosing = false;
  #warnings = 0;

  /** Messages were lost because nobody has ever read. */
  losing(): void {
    this.#isLosing = true;
  }

  /** Somebody was told what to do about it. */
  warned(): void {
    this.#warnings += 1;
    hold(this.#warnings === 1, "unread inboxes end no link", () => "warned twice");
  }

  check(): void {
    const isWarned = this.#warnings > 0 || !this.#isLosing;
    hold(isWarned, "unread inboxes end no link", () => "and nobody is told why messages are lost");
  }
}
