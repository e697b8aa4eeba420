// The log of one job. It stays at its end while its reader is there.

import type { LogLine } from "./job-log.ts";
import type { Job } from "./job.ts";

/** Pixels from the end within which a reader is at the end. */
const NEAR = 40;

export class LogView {
  readonly #list: HTMLElement;
  #job: Job | undefined;
  #drawn = 0;
  #insertions = 0;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  show(job: Job | undefined): void {
    const { lines, insertions } = job?.log ?? { lines: [], insertions: 0 };
    if (job !== this.#job || insertions !== this.#insertions) this.#clear(job, insertions);
    if (this.#drawn === lines.length) return;
    const { clientHeight, scrollHeight, scrollTop } = this.#list;
    const isAtEnd = scrollTop + clientHeight > scrollHeight - NEAR;
    this.#list.append(...lines.slice(this.#drawn).map(rowOf));
    this.#drawn = lines.length;
    if (isAtEnd) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #clear(job: Job | undefined, insertions: number): void {
    this.#job = job;
    this.#insertions = insertions;
    this.#drawn = 0;
    this.#list.replaceChildren();
  }
}

function rowOf({ line, text }: LogLine): HTMLElement {
  const row = document.createElement("li");
  row.value = line;
  const code = document.createElement("code");
  code.textContent = text;
  row.append(code);
  return row;
}
