// The columns of the live table, as data: what each shows, how wide it is, and which go first.

import { liveRate } from "../figures/meter.ts";
import type { Row } from "../figures/tally.ts";
import { count, duration, NOTHING, rate, seconds } from "../words/format.ts";
import { printableData } from "../words/printable.ts";
import { stateWords } from "../words/state-words.ts";
import type { Tone } from "./paint.ts";
import { sparkLine } from "./spark-line.ts";

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
  /** The least that makes sense, without the space between columns. */
  readonly width: number;
  /** Up to which it may grow where the terminal is wide. Default: not at all. */
  readonly most?: number;
  /** How wide it would like to be for this row. Default: as wide as it may. */
  readonly wants?: (row: Row) => number;
  /** The highest go first where the terminal is narrow; 0 never goes. */
  readonly spare: number;
  readonly cell: (row: Row, width: number) => Cell;
}

const quiet = (text: string): Cell => ({ text, tone: text === NOTHING ? "dim" : "plain" });

const counted = (value: number, tone: Tone): Cell =>
  value === 0 ? { text: "0", tone: "dim" } : { text: count(value), tone };

export const COLUMNS: readonly Column[] = [
  {
    title: "PEER",
    align: "left",
    width: 8,
    most: 44,
    spare: 0,
    wants: ({ id }) => id.length,
    cell: ({ id }) => ({ text: id, tone: "strong" }),
  },
  {
    title: "STATE",
    align: "left",
    width: 12,
    most: 17,
    spare: 0,
    cell: (row, width) => stateWords(row, width),
  },
  {
    title: "RATE",
    align: "right",
    width: 6,
    spare: 1,
    cell: (row) => quiet(rate(liveRate(row))),
  },
  {
    title: "HISTORY",
    align: "right",
    width: 7,
    most: 30,
    spare: 6,
    cell: ({ history }, width) => ({ text: sparkLine(history, width), tone: "brand" }),
  },
  {
    title: "RTT",
    align: "right",
    width: 7,
    spare: 4,
    cell: ({ stats }) => quiet(duration(stats.rtt)),
  },
  {
    title: "RECONN.",
    align: "right",
    width: 7,
    spare: 3,
    cell: ({ stats }) => counted(stats.reconnects, "plain"),
  },
  {
    title: "DROPS",
    align: "right",
    width: 6,
    spare: 5,
    cell: ({ stats }) => counted(stats.dropped, "note"),
  },
  {
    title: "NEXT DIAL",
    align: "right",
    width: 9,
    spare: 2,
    cell: ({ stats: { retryIn } }) =>
      retryIn === undefined ? quiet(NOTHING) : { text: `${seconds(retryIn)} s`, tone: "wait" },
  },
  {
    title: "LATEST MESSAGE",
    align: "left",
    width: 16,
    most: 60,
    spare: 7,
    cell: ({ latest }) => ({ text: printableData(latest), tone: "dim" }),
  },
];
