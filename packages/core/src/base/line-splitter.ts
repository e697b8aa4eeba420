// Text that comes in pieces, as lines. It knows no bytes and no pipes.

/**
 * A line ends with `\n` or `\r\n`, which is not part of it; a `\r` anywhere else is. A line that is longer than `most` UTF-16 code units is cut
 * into several of at most so many, never in the middle of a code point.
 *
 * Bound: `most` and one code unit are kept between two calls. `most` is at least 2.
 */
export class LineSplitter {
  readonly #most: number;
  /** The line that has no end yet. */
  #rest = "";

  constructor(most: number) {
    this.#most = most;
  }

  /** The lines that are complete now. */
  push(text: string): string[] {
    const whole = (this.#rest + text).split("\n");
    // There is one part at least, and one piece of each.
    const rest = whole.pop() as string;
    const lines = whole.flatMap((line) => this.#cut(withoutReturn(line)));
    const pieces = this.#cut(rest);
    this.#rest = pieces.pop() as string;
    // What is left may be a `\r` whose `\n` is still to come: then it is the end of this line, and no piece of its own.
    if (this.#rest === "\r" && pieces.length > 0) this.#rest = `${pieces.pop()}\r`;
    return [...lines, ...pieces];
  }

  /** The last line, if it has no end. */
  end(): string[] {
    const rest = this.#rest;
    this.#rest = "";
    return rest === "" ? [] : this.#cut(rest);
  }

  /** At least one piece. */
  #cut(line: string): string[] {
    const pieces: string[] = [];
    let from = 0;
    while (line.length - from > this.#most) {
      const end = from + this.#most;
      const to = isInside(line, end) ? end - 1 : end;
      pieces.push(line.slice(from, to));
      from = to;
    }
    return [...pieces, from === 0 ? line : line.slice(from)];
  }
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}

/** Between the two halves of one code point. */
function isInside(text: string, index: number): boolean {
  return isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
