// The events on a screen: when, who, what, and why; what does not fit beside them goes on below.

import type { EventWords } from "../words/event-words.ts";
import { seconds } from "../words/format.ts";
import { fit, wrap } from "./fit.ts";
import type { Paint } from "./paint.ts";

/** What was told, and when. */
export interface ToldEvent extends EventWords {
  /** Milliseconds since the start. */
  readonly elapsed: number;
  /** The peer; empty where it is about none. */
  readonly id: string;
}

/** The width of a time in seconds; 9,999.9 s are close to three hours. */
const TIME = 6;
const WHAT = 12;
/** An id may be a whole URL, which takes a third of the width at most. */
const LEAST_ID = 8;
const MOST_ID = 40;
const GAP = "  ";
/** With less room than this beside the rest, the reason stands below. */
const LEAST_WHY = 30;

/** The lines of the latest events that fit whole. The oldest of them comes first. */
export function latestLines(
  events: readonly ToldEvent[],
  { columns, rows }: { readonly columns: number; readonly rows: number },
  paint: Paint,
): string[] {
  const recent = events.slice(Math.max(0, events.length - rows));
  const blocks = eventLines(recent, columns, paint);
  const lines: string[] = [];
  for (const block of blocks.toReversed()) {
    if (lines.length + block.length > rows) break;
    lines.unshift(...block);
  }
  return lines;
}

/** One or more lines for each event. */
export function eventLines(
  events: readonly ToldEvent[],
  width: number,
  paint: Paint,
): readonly string[][] {
  const longest = Math.min(MOST_ID, Math.max(LEAST_ID, Math.floor(width / 3)));
  const who = Math.min(longest, Math.max(LEAST_ID, ...events.map(({ id }) => id.length)));
  const indent = TIME + GAP.length + who + GAP.length + WHAT + GAP.length;
  const beside = width - indent;
  return events.map((event) => {
    const lead = leadOf(event, who, paint);
    if (beside < LEAST_WHY) return [lead, ...below(event, TIME + GAP.length, width, paint)];
    const [first = "", ...rest] = wrap(event.detail, beside);
    const more = rest.map((text) => " ".repeat(indent) + paint("dim", text));
    return [`${lead}${GAP}${paint("dim", first)}`, ...more];
  });
}

function leadOf({ elapsed, id, tone, what }: ToldEvent, who: number, paint: Paint): string {
  const time = paint("dim", fit(seconds(elapsed), TIME, "right"));
  return [time, fit(id, who), paint(tone, fit(what, WHAT))].join(GAP);
}

function below({ detail }: ToldEvent, indent: number, width: number, paint: Paint): string[] {
  return wrap(detail, width - indent).map((text) => " ".repeat(indent) + paint("dim", text));
}
