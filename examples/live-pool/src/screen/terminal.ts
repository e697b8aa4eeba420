// A terminal that is borrowed: its other screen, its cursor and its keys, given back whatever happens.

import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import type { Size } from "./picture.ts";

const ESC = "\u001B[";
// The other screen; no cursor; lines that are too long are cut, not wrapped.
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l`;
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`;
// Shown in one piece by the terminals that can, ignored by the others.
const BEGIN = `${ESC}?2026h${ESC}H`;
const END = `${ESC}?2026l`;
const CLEAR_TO_END_OF_LINE = `${ESC}K`;
const CLEAR_BELOW = `${ESC}J`;

type Output = WriteStream & { readonly fd: number };

export class Terminal {
  readonly #output: Output;
  readonly #input: ReadStream;
  readonly #restore = (): void => this.#giveBack();
  #entered = false;

  constructor(output: Output, input: ReadStream) {
    this.#output = output;
    this.#input = input;
  }

  get size(): Size {
    // Some terminals do not know. The last column is left out: a cursor stays in it, and what clears the
    // rest of a line would clear it.
    const { columns, rows } = this.#output;
    return { columns: (columns || 80) - 1, rows: rows || 24 };
  }

  /** `onKey` gets what is typed; a raw terminal makes no signal of Ctrl-C. */
  enter(onKey: (key: string) => void, onResize: () => void): void {
    this.#entered = true;
    // Also after an exception that nobody caught, and after process.exit().
    process.once("exit", this.#restore);
    this.#output.write(ENTER);
    this.#output.on("resize", onResize);
    if (!this.#input.isTTY) return;
    this.#input.setRawMode(true);
    this.#input.on("data", (keys) => onKey(String(keys)));
  }

  draw(lines: readonly string[]): void {
    const text = lines.join(`${CLEAR_TO_END_OF_LINE}\r\n`);
    if (this.#entered)
      this.#output.write(`${BEGIN}${text}${CLEAR_TO_END_OF_LINE}${CLEAR_BELOW}${END}`);
  }

  leave(): void {
    process.off("exit", this.#restore);
    this.#output.removeAllListeners("resize");
    this.#giveBack();
    if (!this.#input.isTTY) return;
    this.#input.setRawMode(false);
    this.#input.removeAllListeners("data");
    // Else the process would wait for a key.
    this.#input.pause();
  }

  #giveBack(): void {
    if (!this.#entered) return;
    this.#entered = false;
    try {
      // At the end of a process nothing else is sure to arrive.
      writeSync(this.#output.fd, LEAVE);
    } catch {
      // The terminal is gone.
    }
  }
}
