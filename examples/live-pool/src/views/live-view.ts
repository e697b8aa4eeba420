// The view for people at a terminal: a table that moves, and the events below it.

import type { PoolEvent } from "skep";
import type { Sample, Tally } from "../figures/tally.ts";
import { clip, fit } from "../screen/fit.ts";
import type { Paint } from "../screen/paint.ts";
import { type EventLine, picture } from "../screen/picture.ts";
import type { Terminal } from "../screen/terminal.ts";
import { wordsFor } from "../words/event-words.ts";
import { seconds } from "../words/format.ts";
import { summaryLines } from "../words/summary.ts";
import type { View } from "./view.ts";

/** More than any terminal has lines. */
const MOST_EVENTS = 300;

export interface LiveViewParts {
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly write: (text: string) => void;
  readonly tally: Tally;
  readonly duration: number | undefined;
  /** Called for `q` and Ctrl-C. */
  readonly quit: () => void;
}

export class LiveView implements View {
  readonly #parts: LiveViewParts;
  readonly #events: EventLine[] = [];
  #sample: Sample = { elapsed: 0, rows: [] };
  #hint = "q quits";

  constructor(parts: LiveViewParts) {
    this.#parts = parts;
    parts.terminal.enter(
      (key) => this.#pressed(key),
      () => this.#draw(),
    );
  }

  tell(event: PoolEvent): void {
    const { tally, paint } = this.#parts;
    this.#events.push(eventLine(event, tally.elapsed, paint));
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  show(sample: Sample): void {
    this.#sample = sample;
    this.#draw();
  }

  end(sample: Sample): void {
    const { write, paint } = this.#parts;
    this.close();
    write(`${summaryLines(sample, paint).join("\n")}\n`);
  }

  close(): void {
    this.#parts.terminal.leave();
  }

  #draw(): void {
    const { terminal, paint, duration } = this.#parts;
    const scene = { sample: this.#sample, events: this.#events, duration, hint: this.#hint };
    terminal.draw(picture(scene, terminal.size, paint));
  }

  #pressed(keys: string): void {
    if (!/[qQ\u0003]/.test(keys)) return;
    this.#hint = "closing";
    this.#draw();
    this.#parts.quit();
  }
}

function eventLine(event: PoolEvent, elapsed: number, paint: Paint): EventLine {
  const { tone, what, detail } = wordsFor(event);
  const time = fit(seconds(elapsed), 7, "right");
  const who = fit(event.id ?? "", 10);
  return (width) =>
    `${paint("dim", time)}  ${who}  ${paint(tone, fit(what, 12))}  ${paint("dim", clip(detail, width - 35))}`;
}
