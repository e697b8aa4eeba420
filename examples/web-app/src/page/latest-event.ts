// The latest event at the lower edge of a narrow page, where the log itself is out of sight. It leads to the log.

import type { LogLine } from "../reader/told.ts";
import { entryOf } from "./event-log.ts";

export class LatestEvent {
  readonly #link: HTMLElement;

  constructor(link: HTMLElement) {
    this.#link = link;
  }

  /** Oldest first. A screen reader is told by the log, so this is quiet. */
  show(lines: readonly LogLine[]): void {
    const line = lines.at(-1);
    if (line === undefined) return;
    const entry = entryOf(line);
    this.#link.dataset["tone"] = line.tone;
    this.#link.replaceChildren(...entry.childNodes);
    this.#link.hidden = false;
  }
}
