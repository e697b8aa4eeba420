// The view for people at a terminal: a table that moves, and the events below it.

import type { PoolEvent } from "skep";
import type { Sample, Tally } from "../figures/tally.ts";
import type { ToldEvent } from "../screen/event-lines.ts";
import type { Paint } from "../screen/paint.ts";
import { picture } from "../screen/picture.ts";
import type { Terminal } from "../screen/terminal.ts";
import { wordsFor } from "../words/event-words.ts";
import { summaryLines } from "../words/summary.ts";
import type { Habits, View } from "./view.ts";

const QUIT_KEYS = ["q", "Q", "\u0003" /* Ctrl-C */];

/** More than any terminal has lines. */
const MOST_EVENTS = 300;

export interface LiveViewParts {
  readonly terminal: Terminal;
  readonly paint: Paint;
  readonly write: (text: string) => void;
  readonly tally: Tally;
  readonly habits: Habits;
  readonly duration: number | undefined;
  /** Called for `q` and Ctrl-C. */
  readonly quit: () => void;
}

export class LiveView implements View {
  readonly #parts: LiveViewParts;
  readonly #events: ToldEvent[] = [];
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
    const { elapsed } = this.#parts.tally;
    this.#events.push({ elapsed, id: event.id ?? "", ...wordsFor(event) });
    if (this.#events.length > MOST_EVENTS) this.#events.shift();
  }

  show(sample: Sample): void {
    this.#sample = sample;
    this.#draw();
  }

  end(sample: Sample): void {
    const { terminal, write, paint } = this.#parts;
    const width = terminal.size.columns;
    this.close();
    write(`${summaryLines(sample, width, paint).join("\n")}\n`);
  }

  close(): void {
    this.#parts.terminal.leave();
  }

  #draw(): void {
    const { terminal, paint, habits, duration } = this.#parts;
    const [sample, events, hint] = [this.#sample, this.#events, this.#hint];
    const scene = { sample, habits, events, duration, hint };
    terminal.draw(picture(scene, terminal.size, paint));
  }

  #pressed(keys: string): void {
    if (!QUIT_KEYS.some((key) => keys.includes(key))) return;
    this.#hint = "closing";
    this.#draw();
    this.#parts.quit();
  }
}
