// The whole screen as lines: a head, the table, the latest events, a foot. As many as fit, never more.

import { accountOf } from "../figures/account.ts";
import type { Sample } from "../figures/tally.ts";
import { clock, count, rate } from "../words/format.ts";
import { eventLines, type ToldEvent } from "./event-lines.ts";
import { clip } from "./fit.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";

export interface Scene {
  readonly sample: Sample;
  /** Oldest first. */
  readonly events: readonly ToldEvent[];
  /** Milliseconds after which the demo ends; undefined when it does not. */
  readonly duration: number | undefined;
  /** What the foot says about ending. */
  readonly hint: string;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const TITLE = "⬢ skep live pool";
/** Blank lines and rulers: all but the table and the events. */
const FRAME = 7;
/** Lines of events that the table leaves free. */
const FEWEST_EVENTS = 1;

export function picture(scene: Scene, { columns, rows }: Size, paint: Paint): string[] {
  const { sample, events } = scene;
  const room = Math.max(1, rows - FRAME - FEWEST_EVENTS);
  const shown = sample.rows.slice(0, sample.rows.length > room ? room - 1 : room);
  const hidden = sample.rows.length - shown.length;
  const top = [
    head(scene, columns, paint),
    "",
    ...tableLines(shown, columns, paint),
    ...(hidden === 0 ? [] : [paint("dim", `   and ${count(hidden)} more`)]),
    "",
    ruler("events", columns, paint),
  ];
  const bottom = [ruler("", columns, paint), foot(scene, columns, paint)];
  const space = Math.max(0, rows - top.length - bottom.length);
  const latest = eventLines(events.slice(Math.max(0, events.length - space)), columns, paint);
  const blank = Array.from({ length: space - latest.length }, () => "");
  return [...top, ...latest, ...blank, ...bottom].slice(0, rows);
}

function head({ sample, duration }: Scene, width: number, paint: Paint): string {
  const { rows, elapsed } = sample;
  const up = rows.filter(({ stats }) => stats.state === "connected").length;
  const total = rows.reduce((sum, row) => sum + row.rate, 0);
  const time = duration === undefined ? clock(elapsed) : `${clock(elapsed)} of ${clock(duration)}`;
  const facts = [`${up} of ${rows.length} connected`, rate(total), time].join("   ");
  const gap = width - TITLE.length - facts.length - 2;
  if (gap < 2) return paint("strong", clip(` ${facts}`, width));
  return ` ${paint("brand", TITLE)}${" ".repeat(gap)}${paint("strong", facts)}`;
}

function foot({ sample, hint }: Scene, width: number, paint: Paint): string {
  const { received, read, queued, dropped } = accountOf(sample.rows);
  const sum = `received ${count(received)} = read ${count(read)} + waiting ${count(queued)} + dropped ${count(dropped)}`;
  const gap = width - sum.length - hint.length - 2;
  if (gap < 2) return paint("dim", clip(` ${sum}`, width));
  return paint("dim", ` ${sum}${" ".repeat(gap)}${hint}`);
}

function ruler(title: string, width: number, paint: Paint): string {
  const left = title === "" ? "" : `── ${title} `;
  return paint("dim", clip(` ${left}${"─".repeat(Math.max(0, width - left.length - 2))}`, width));
}
