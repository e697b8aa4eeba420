// The view for logs and pipes: a line for each event, and now and then one for each peer.

import type { PoolEvent } from "skep";
import type { Row, Sample, Tally } from "../figures/tally.ts";
import { fit } from "../screen/fit.ts";
import type { Paint } from "../screen/paint.ts";
import { wordsFor } from "../words/event-words.ts";
import { count, duration, rate, seconds } from "../words/format.ts";
import { stateWords } from "../words/state-words.ts";
import { summaryLines } from "../words/summary.ts";
import type { Habits, View } from "./view.ts";

/** Logs and pipes have no width of their own. */
const WIDE = 120;

/** Milliseconds from one look at all peers to the next. */
const EVERY = 5_000;

export interface PlainViewParts {
  readonly write: (text: string) => void;
  readonly paint: Paint;
  readonly tally: Tally;
  readonly habits: Habits;
}

export class PlainView implements View {
  readonly #parts: PlainViewParts;
  #nextLook = EVERY;
  /** Of an id; grows, as a log cannot be laid out anew. */
  #width = 10;

  constructor(parts: PlainViewParts) {
    this.#parts = parts;
    for (const [id, habit] of parts.habits)
      this.#line(0, id, `${fit("this server", 12)}  ${habit}`);
  }

  tell(event: PoolEvent): void {
    const { what, detail } = wordsFor(event);
    this.#line(this.#parts.tally.elapsed, event.id ?? "", `${fit(what, 12)}  ${detail}`);
  }

  show({ elapsed, rows }: Sample): void {
    if (elapsed < this.#nextLook) return;
    this.#nextLook += EVERY;
    for (const row of rows) this.#line(elapsed, row.id, figures(row));
  }

  end(sample: Sample): void {
    const { write, paint } = this.#parts;
    write(`${summaryLines(sample, WIDE, paint).join("\n")}\n`);
  }

  close(): void {}

  #line(elapsed: number, id: string, text: string): void {
    this.#width = Math.max(this.#width, id.length);
    this.#parts.write(`${fit(seconds(elapsed), 6, "right")} s  ${fit(id, this.#width)}  ${text}\n`);
  }
}

function figures(row: Row): string {
  const { stats } = row;
  const facts = [
    `= ${fit(stateWords(row, 17).text, 17)}`,
    `rate ${fit(rate(row.rate), 7, "right")}`,
    `rtt ${fit(duration(stats.rtt), 7, "right")}`,
    `reconnects ${count(stats.reconnects)}`,
    `drops ${count(stats.dropped)}`,
  ];
  if (stats.retryIn !== undefined) facts.push(`next dial in ${seconds(stats.retryIn)} s`);
  return facts.join("  ");
}
