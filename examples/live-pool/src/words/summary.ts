// The last words: what each peer did, why messages of it were dropped, and whether the promise of the inbox was kept.

import { accountOf, lostWithoutAWord } from "../figures/account.ts";
import type { Row, Sample } from "../figures/tally.ts";
import { clip, fit, wrap } from "../screen/fit.ts";
import type { Paint } from "../screen/paint.ts";
import { DROP_CAUSES } from "./drop-causes.ts";
import { bytes, count, duration, NOTHING, seconds } from "./format.ts";

interface SummaryColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** The highest go first where the terminal is narrow; 0 never goes. */
  readonly spare: number;
  readonly text: (row: Row) => string;
}

const COLUMNS: readonly SummaryColumn[] = [
  { title: "peer", align: "left", spare: 0, text: ({ id }) => id },
  { title: "messages", align: "right", spare: 0, text: ({ read }) => count(read) },
  { title: "received", align: "right", spare: 5, text: ({ stats }) => bytes(stats.bytesReceived) },
  { title: "connects", align: "right", spare: 6, text: ({ stats }) => count(stats.connects) },
  { title: "reconnects", align: "right", spare: 3, text: ({ stats }) => count(stats.reconnects) },
  { title: "mean rtt", align: "right", spare: 2, text: ({ rtt }) => duration(rtt.mean) },
  { title: "last rtt", align: "right", spare: 4, text: ({ rtt }) => duration(rtt.last) },
  { title: "drops", align: "right", spare: 0, text: ({ stats }) => count(stats.dropped) },
  { title: "why", align: "left", spare: 1, text: causesOf },
];

const GAP = "  ";
const INDENT = "   ";
const MARGIN = " ";

/** No line is wider than `width`. */
export function summaryLines(sample: Sample, width: number, paint: Paint): string[] {
  return ["", ...tableOf(sample.rows, width, paint), "", ...promise(sample, paint)];
}

function tableOf(rows: readonly Row[], width: number, paint: Paint): string[] {
  const columns = columnsFor(rows, width);
  const cells = columns.map((column) => cellsOf(column, rows));
  const isWhyBelow = !columns.some(({ title }) => title === "why");
  const line = (index: number): string =>
    clip((MARGIN + cells.map((column) => column[index]).join(GAP)).trimEnd(), width);
  return [
    paint("dim", line(0)),
    ...rows.flatMap((row, index) => [
      line(index + 1),
      ...(isWhyBelow ? linesBelow(row, width, paint) : []),
    ]),
  ];
}

/** Why messages were dropped, where no column has room for it. */
function linesBelow(row: Row, width: number, paint: Paint): string[] {
  if (row.causes.size === 0) return [];
  return wrap(`dropped: ${causesOf(row)}`, width - INDENT.length).map((text) =>
    paint("dim", INDENT + text),
  );
}

/** Those that stand side by side; the ones that can be spared go first. */
function columnsFor(rows: readonly Row[], width: number): readonly SummaryColumn[] {
  let columns = COLUMNS;
  while (widthOf(columns, rows) > width) {
    const most = Math.max(...columns.map(({ spare }) => spare));
    if (most === 0) return columns;
    columns = columns.filter(({ spare }) => spare !== most);
  }
  return columns;
}

function widthOf(columns: readonly SummaryColumn[], rows: readonly Row[]): number {
  const cells = columns.map((column) => cellsOf(column, rows)[0]?.length ?? 0);
  return MARGIN.length + cells.reduce((sum, cell) => sum + cell + GAP.length, -GAP.length);
}

/** The title and what stands below it, all of one width. */
function cellsOf({ title, align, text }: SummaryColumn, rows: readonly Row[]): string[] {
  const cells = [title, ...rows.map(text)];
  const width = Math.max(...cells.map((cell) => cell.length));
  return cells.map((cell) => fit(cell, width, align));
}

/** The one cause, or each with its number. */
function causesOf({ causes }: Row): string {
  const all = [...causes];
  if (all.length === 0) return NOTHING;
  if (all.length === 1) return all.map(([why]) => DROP_CAUSES[why].cell).join();
  return all.map(([why, dropped]) => `${count(dropped)} ${DROP_CAUSES[why].cell}`).join(", ");
}

function promise({ elapsed, rows }: Sample, paint: Paint): string[] {
  const account = accountOf(rows);
  const { received, read, told } = account;
  const lost = lostWithoutAWord(account);
  return [
    ` delivered in ${seconds(elapsed)} s: ${count(received)}`,
    ` read: ${count(read)}`,
    ` told as dropped: ${count(told)}`,
    ` ${paint(lost === 0 ? "good" : "bad", `messages lost without a word: ${count(lost)}`)}`,
  ];
}
