// What happened in a simulation, as a hash of all of it and the last lines in words.

// FNV-1a, 32 bits (Fowler, Noll, Vo): two of them with different beginnings.
const PRIME = 0x01000193;
const FIRST = 0x811c9dc5;
const SECOND = 0x9747b28c;

/** Lines that are kept for a report. */
const KEPT = 60;

/** Bound: 60 lines; older ones go, and stay in the hash. */
export class Trace {
  readonly #lines: string[] = [];
  #next = 0;
  #first = FIRST;
  #second = SECOND;

  add(line: string): void {
    this.#lines[this.#next] = line;
    this.#next = (this.#next + 1) % KEPT;
    for (let index = 0; index < line.length; index += 1) {
      const code = line.charCodeAt(index);
      this.#first = Math.imul(this.#first ^ code, PRIME);
      this.#second = Math.imul(this.#second ^ code, PRIME);
    }
    this.#first = Math.imul(this.#first ^ 10, PRIME);
    this.#second = Math.imul(this.#second ^ 10, PRIME);
  }

  /** The same for the same events in the same order, on every runtime. */
  get hash(): string {
    return hex(this.#first) + hex(this.#second);
  }

  /** The last lines, oldest first. */
  get lines(): readonly string[] {
    return [...this.#lines.slice(this.#next), ...this.#lines.slice(0, this.#next)];
  }
}

const hex = (bits: number): string => (bits >>> 0).toString(16).padStart(8, "0");
