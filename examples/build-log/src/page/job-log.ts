// The log of one job as the page has received it: its lines by number, its exit, and the numbers that are still missing. This file knows no elements.

import type { JobLine } from "../messages.ts";

export interface LogLine {
  readonly line: number;
  readonly text: string;
}

/** How far a job is, by its own words: `[3/8]`. */
export interface Progress {
  readonly done: number;
  readonly all: number;
}

const PROGRESS = /\[\s*(\d+)\/(\d+)\]/;

/** Bound: lines have numbers up to `MOST_LINES`, each is kept once. */
export class JobLog {
  /** Without holes up to where `missing` says. */
  readonly lines: LogLine[] = [];
  readonly #numbers = new Set<number>();
  /** The number of the end. */
  #end: number | undefined;
  exitCode: number | undefined;
  progress: Progress | undefined;
  /** How often a line came before one that was there already: then it is not enough to draw the new ones. */
  insertions = 0;

  /** A line that is there already changes nothing. */
  take(entry: JobLine): void {
    if (this.#numbers.has(entry.line)) return;
    this.#numbers.add(entry.line);
    if ("text" in entry) this.#insert(entry);
    else {
      this.exitCode = entry.exitCode;
      this.#end = entry.line;
    }
  }

  #insert(entry: LogLine): void {
    const after = this.lines.findLastIndex(({ line }) => line < entry.line);
    const isLast = after === this.lines.length - 1;
    this.lines.splice(after + 1, 0, entry);
    if (!isLast) this.insertions++;
    const [, done, all] = (isLast && entry.text.match(PROGRESS)) || [];
    if (done !== undefined) this.progress = { done: Number(done), all: Number(all) };
  }

  /** Lines that are known to be there and have not come, in front of the last one that has. */
  get missing(): number {
    const last = this.#end ?? this.lines.at(-1)?.line ?? 0;
    return last - this.#numbers.size;
  }
}
