// The live table: columns that fit, a line for each peer that fits. Pure: text in, lines out.

import type { Row } from "../figures/tally.ts";
import type { Habits } from "../views/view.ts";
import { stateWords } from "../words/state-words.ts";
import { type Column, COLUMNS } from "./columns.ts";
import { clip, fit } from "./fit.ts";
import type { Paint } from "./paint.ts";

const GAP = 2;
/** A margin, the sign of the state, a space. */
const LEAD = 3;

interface Placed {
  readonly column: Column;
  readonly width: number;
}

/**
 * A line of titles, then one for each row, and below it what its server does, if that is given.
 * No line is wider than `width`, as long as the peer and its state fit.
 */
export function tableLines(
  rows: readonly Row[],
  width: number,
  paint: Paint,
  habits?: Habits,
): string[] {
  const placed = place(rows, width);
  const titles = placed.map((at) => fit(at.column.title, at.width, at.column.align));
  return [
    paint("dim", " ".repeat(LEAD) + titles.join(" ".repeat(GAP))),
    ...rows.flatMap((row) => [
      line(row, placed, paint),
      ...habitLines(habits?.get(row.id), width, paint),
    ]),
  ];
}

function habitLines(habit: string | undefined, width: number, paint: Paint): string[] {
  return habit === undefined ? [] : [paint("dim", clip(" ".repeat(LEAD) + habit, width))];
}

function line(row: Row, placed: readonly Placed[], paint: Paint): string {
  const { tone, sign } = stateWords(row, 0);
  const cells = placed.map(({ column, width }) => {
    const cell = column.cell(row, width);
    return paint(cell.tone, fit(cell.text, width, column.align));
  });
  return ` ${paint(tone, sign)} ${cells.join(" ".repeat(GAP))}`;
}

function place(rows: readonly Row[], width: number): Placed[] {
  const columns = columnsFor(width);
  let left = width - widthOf(columns);
  return columns.map((column) => {
    const grown = Math.min(column.width + Math.max(0, left), wish(column, rows));
    left -= grown - column.width;
    return { column, width: grown };
  });
}

/** Those that can stand side by side; the ones that can be spared go first. */
function columnsFor(width: number): readonly Column[] {
  let columns = COLUMNS;
  while (widthOf(columns) > width) {
    const most = Math.max(...columns.map(({ spare }) => spare));
    if (most === 0) return columns;
    columns = columns.filter(({ spare }) => spare !== most);
  }
  return columns;
}

function widthOf(columns: readonly Column[]): number {
  const cells = columns.reduce((sum, { width }) => sum + width, 0);
  return LEAD + cells + GAP * (columns.length - 1);
}

function wish({ width, most = width, wants }: Column, rows: readonly Row[]): number {
  if (wants === undefined) return most;
  return Math.min(most, Math.max(width, ...rows.map(wants)));
}
