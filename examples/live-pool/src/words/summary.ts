// The last words: what each peer did, and whether the promise of the inbox was kept.

import { accountOf, lostWithoutAWord } from "../figures/account.ts";
import type { Row, Sample } from "../figures/tally.ts";
import { fit } from "../screen/fit.ts";
import type { Paint } from "../screen/paint.ts";
import { bytes, count, duration, seconds } from "./format.ts";

const COLUMNS: readonly (readonly [title: string, text: (row: Row) => string])[] = [
  ["peer", ({ id }) => id],
  ["messages", ({ read }) => count(read)],
  ["received", ({ stats }) => bytes(stats.bytesReceived)],
  ["connects", ({ stats }) => count(stats.connects)],
  ["reconnects", ({ stats }) => count(stats.reconnects)],
  ["drops", ({ stats }) => count(stats.dropped)],
  ["mean rtt", ({ rtt }) => duration(rtt.mean)],
  ["last rtt", ({ rtt }) => duration(rtt.last)],
];

export function summaryLines(sample: Sample, paint: Paint): string[] {
  return ["", ...tableOf(sample.rows, paint), "", ...promise(sample, paint)];
}

function tableOf(rows: readonly Row[], paint: Paint): string[] {
  const columns = COLUMNS.map(([title, text], index) => {
    const cells = [title, ...rows.map(text)];
    const width = Math.max(...cells.map((cell) => cell.length));
    return cells.map((cell) => fit(cell, width, index === 0 ? "left" : "right"));
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, index) =>
    columns.map((column) => column[index]).join("  "),
  );
  return lines.map((line, index) => ` ${index === 0 ? paint("dim", line) : line}`);
}

function promise({ elapsed, rows }: Sample, paint: Paint): string[] {
  const account = accountOf(rows);
  const { received, read, told } = account;
  const lost = lostWithoutAWord(account);
  return [
    ` delivered by the sockets in ${seconds(elapsed)} s: ${count(received)}`,
    ` read: ${count(read)}, told as dropped: ${count(told)}`,
    ` ${paint(lost === 0 ? "good" : "bad", `messages lost without a word: ${count(lost)}`)}`,
  ];
}
