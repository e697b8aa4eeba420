// The whole screen as lines: a head, the table, the latest events, a foot. As many as fit, never more.

import { accountOf } from "../figures/account.ts";
import { liveRate } from "../figures/meter.ts";
import type { Sample } from "../figures/tally.ts";
import { clock, count, rate, shortCount } from "../words/format.ts";
import type { Habits } from "../views/view.ts";
import { latestLines, type ToldEvent } from "./event-lines.ts";
import { clip } from "./fit.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";

export interface Scene {
  readonly sample: Sample;
  readonly habits: Habits;
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
const GAP = "   ";
/** Titles, blank lines and rulers: all but the rows of the table and the events. */
const FRAME = 7;
/** Lines of events that the table leaves free, and that lines about the servers leave free. */
const FEWEST_EVENTS = 1;
const ENOUGH_EVENTS = 5;

export function picture(scene: Scene, { columns, rows }: Size, paint: Paint): string[] {
  const top = [
    head(scene, columns, paint),
    "",
    ...table(scene, { columns, rows }, paint),
    "",
    ruler("events", columns, paint),
  ];
  const bottom = foot(scene, columns, paint);
  const space = Math.max(0, rows - top.length - bottom.length);
  const latest = latestLines(scene.events, { columns, rows: space }, paint);
  const blank = Array.from({ length: space - latest.length }, () => "");
  return [...top, ...latest, ...blank, ...bottom].slice(0, rows);
}

/** As many rows as fit; what each server does stands below its row where that leaves room for events. */
function table({ sample, habits }: Scene, { columns, rows }: Size, paint: Paint): string[] {
  const room = Math.max(1, rows - FRAME - FEWEST_EVENTS);
  const isRoomy = rows - FRAME - sample.rows.length - habits.size >= ENOUGH_EVENTS - 1;
  const shown = sample.rows.slice(0, sample.rows.length > room ? room - 1 : room);
  const hidden = sample.rows.length - shown.length;
  return [
    ...tableLines(shown, columns, paint, isRoomy ? habits : undefined),
    ...(hidden === 0 ? [] : [paint("dim", `   and ${count(hidden)} more`)]),
  ];
}

function head({ sample, duration }: Scene, width: number, paint: Paint): string {
  const { rows, elapsed } = sample;
  const up = rows.filter(({ stats }) => stats.state === "connected").length;
  const total = rows.reduce((sum, row) => sum + liveRate(row), 0);
  const time = duration === undefined ? clock(elapsed) : `${clock(elapsed)} of ${clock(duration)}`;
  const connected = `${up} of ${rows.length} connected`;
  const facts = [connected, rate(total), time].join(GAP);
  const gap = width - TITLE.length - facts.length - 2;
  if (facts.length >= width) return paint("strong", clip(` ${connected}${GAP}${time}`, width));
  if (gap < 2) return paint("strong", ` ${facts}`);
  return ` ${paint("brand", TITLE)}${" ".repeat(gap)}${paint("strong", facts)}`;
}

/** How the demo ends stands in the ruler where the sum leaves no room for it. */
function foot({ sample, hint }: Scene, width: number, paint: Paint): string[] {
  const { received, read, queued, dropped } = accountOf(sample.rows);
  const parts = `read ${count(read)} + waiting ${count(queued)} + dropped ${count(dropped)}`;
  const whole = ` received ${count(received)} = ${parts}`;
  const gap = width - whole.length - hint.length - 1;
  if (gap >= 2) return [ruler("", width, paint), paint("dim", `${whole}${" ".repeat(gap)}${hint}`)];
  const brief = ` read ${shortCount(read)}, waiting ${shortCount(queued)}, dropped ${shortCount(dropped)}`;
  const sum = [whole, ` ${parts}`].find((text) => text.length <= width) ?? brief;
  return [ruler(hint, width, paint), paint("dim", clip(sum, width))];
}

function ruler(title: string, width: number, paint: Paint): string {
  const left = title === "" ? "" : `── ${title} `;
  return paint("dim", clip(` ${left}${"─".repeat(Math.max(0, width - left.length - 2))}`, width));
}
