// Who listens to a reader: a page, or all tabs that share one. Who comes late is told the latest lines first.

import type { Reader } from "../reader/reader.ts";
import type { LogLine, Told, Wish } from "../reader/told.ts";
import type { Listen } from "./home.ts";

/** Lines that are kept for those who come later. */
const MOST_LINES = 200;
/** Milliseconds: four views a second, one a second in a hidden page. */
const VIEW_INTERVAL = 250;

export class Audience {
  readonly #listeners = new Set<Listen>();
  readonly #lines: LogLine[] = [];
  readonly #reader: Reader;

  /** The reader is made here, as the two know each other. */
  constructor(make: (audience: Audience) => Reader) {
    this.#reader = make(this);
    setInterval(() => this.tell({ type: "view", view: this.#reader.view() }), VIEW_INTERVAL);
  }

  tell(told: Told): void {
    if (told.type === "lines") this.#keep(told.lines);
    for (const listen of this.#listeners) listen(told);
  }

  fulfil(wish: Wish, listen: Listen): void {
    if (wish.type === "redial") this.#reader.redial(wish.id);
    else if (wish.type === "leave") this.#listeners.delete(listen);
    else this.#admit(listen);
  }

  #admit(listen: Listen): void {
    this.#listeners.add(listen);
    listen({ type: "lines", lines: this.#lines });
    listen({ type: "view", view: this.#reader.view() });
  }

  #keep(lines: readonly LogLine[]): void {
    this.#lines.push(...lines);
    this.#lines.splice(0, this.#lines.length - MOST_LINES);
  }
}
