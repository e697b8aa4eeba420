// The output of a command as lines of bounded length.

/** The longest line, in UTF-16 code units: with the rest of a publication it fits into a frame, whatever its characters are. */
const MOST_UNITS = 4_000;

/** Gives the lines of a text that comes in chunks. A line above the bound becomes several; the last line needs no line break. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield* pieces(line.replace(/\r$/, ""));
    // One unit more may be a `\r`, which belongs to the end of the line.
    while (rest.length > MOST_UNITS + 1) {
      const [first = ""] = pieces(rest);
      yield first;
      rest = rest.slice(first.length);
    }
  }
  if (rest !== "") yield* pieces(rest);
}

/** At least one. A surrogate pair stays whole. */
function* pieces(line: string): Generator<string, void> {
  let from = 0;
  do {
    const code = line.codePointAt(from + MOST_UNITS - 1) ?? 0;
    const to = from + MOST_UNITS - (code > 0xffff ? 1 : 0);
    yield line.slice(from, to);
    from = to;
  } while (from < line.length);
}
