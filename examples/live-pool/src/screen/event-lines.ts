// The events on a screen: when, who, what, and as much of why as fits.

import type { EventWords } from "../words/event-words.ts";
import { seconds } from "../words/format.ts";
import { clip, fit } from "./fit.ts";
import type { Paint } from "./paint.ts";

/** What was told, and when. */
export interface ToldEvent extends EventWords {
  /** Milliseconds since the start. */
  readonly elapsed: number;
  /** The peer; empty where it is about none. */
  readonly id: string;
}

const TIME = 7;
const WHAT = 12;
/** An id may be a whole URL. */
const LONGEST_ID = 40;
const GAP = "  ";

export function eventLines(events: readonly ToldEvent[], width: number, paint: Paint): string[] {
  const who = Math.min(LONGEST_ID, Math.max(8, ...events.map(({ id }) => id.length)));
  const why = width - TIME - who - WHAT - 3 * GAP.length;
  return events.map(({ elapsed, id, tone, what, detail }) =>
    [
      paint("dim", fit(seconds(elapsed), TIME, "right")),
      fit(id, who),
      paint(tone, fit(what, WHAT)),
      paint("dim", clip(detail, why)),
    ].join(GAP),
  );
}
