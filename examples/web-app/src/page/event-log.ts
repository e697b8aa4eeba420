// The log of events, newest first, bounded.

import type { LogLine } from "../reader/told.ts";
import { timeOfDay } from "./format.ts";

const MOST_ENTRIES = 200;

export class EventLog {
  readonly #list: HTMLElement;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  /** Oldest first, as they happened. */
  add(lines: readonly LogLine[]): void {
    this.#list.prepend(...lines.map(entryOf).toReversed());
    while (this.#list.childElementCount > MOST_ENTRIES) this.#list.lastElementChild?.remove();
  }

  /** Before all that ever was is told anew. */
  clear(): void {
    this.#list.replaceChildren();
  }
}

/** Its time, whom it is about, what it was, and why. */
export function entryOf({ at, id, tone, what, detail }: LogLine): HTMLElement {
  const entry = document.createElement("li");
  entry.dataset["tone"] = tone;
  const time = part("time", timeOfDay(at));
  time.setAttribute("datetime", new Date(at).toISOString());
  entry.append(time, " ", part("b", id), " ", part("em", what), " ", part("span", detail));
  return entry;
}

function part(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
