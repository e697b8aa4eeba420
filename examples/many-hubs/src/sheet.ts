// The conservation sheet: every message that was published, to every subscriber, is somewhere. A pure function.

import type { Tally } from "./book.ts";

export interface Sheet {
  readonly lines: readonly string[];
  /** Nothing was lost without a word, and nothing came twice. */
  readonly isSound: boolean;
}

/** `owed` is how many messages all subscribers together had to get. */
export function sheetOf(tally: Tally, owed: number): Sheet {
  const { doubled, gaps, lost, missing, received, repeated } = tally;
  const row = (count: number, what: string): string =>
    `${count.toLocaleString("en").padStart(12)}  ${what}`;
  return {
    lines: [
      "",
      row(owed, "messages were owed to all subscribers together:"),
      row(received, "came, each once and in order"),
      row(missing, `were missing, as gaps said (${gaps.toLocaleString("en")} were told)`),
      row(lost, "were lost without a word"),
      row(owed - received - missing - lost, "are left over"),
      row(doubled, "came twice"),
      row(repeated, "came twice behind a gap, as the broker had lost its memory of them"),
    ],
    isSound: lost === 0 && doubled === 0 && owed === received + missing,
  };
}
