// What happened to links and channels, newest first, bounded.

import { timeOfDay, type Words } from "./words.ts";

const MOST_NOTICES = 50;

export class Notices {
  readonly #list: HTMLElement;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  add({ text, tone }: Words): void {
    const entry = document.createElement("li");
    entry.dataset["tone"] = tone;
    const time = document.createElement("time");
    const now = new Date();
    time.dateTime = now.toISOString();
    time.textContent = timeOfDay(now.getTime());
    entry.append(time, " ", text);
    this.#list.prepend(entry);
    while (this.#list.childElementCount > MOST_NOTICES) this.#list.lastElementChild?.remove();
  }
}
