// One row of the table: what a feed does, and the two buttons that disturb it.

import type { FeedInfo } from "../feeds.ts";
import type { FeedView, View } from "../reader/told.ts";
import { need, write } from "../../../page/browser/element.ts";
import { stateOf } from "./feed-state.ts";
import { count, duration, quantity, rate, span } from "./format.ts";
import { SparkLine } from "./spark-line.ts";

export interface RowActions {
  readonly cut: (id: string) => void;
  readonly redial: (id: string) => void;
}

/** Milliseconds from which on a value shows its age; the slowest feed says something every three seconds. */
const AGED = 5_000;

const CELLS = ["word", "detail", "rate", "peak", "value", "age", "rtt", "dials"] as const;

export class FeedRow {
  readonly element: HTMLElement;
  readonly #info: FeedInfo;
  readonly #spark: SparkLine;
  readonly #cells: Record<(typeof CELLS)[number], HTMLElement>;

  constructor(template: HTMLTemplateElement, info: FeedInfo, actions: RowActions) {
    const row = need(template.content.cloneNode(true) as DocumentFragment, "tr");
    const cell = (name: string): HTMLElement => need(row, `.${name}`);
    this.element = row;
    this.#info = info;
    row.dataset["feed"] = info.id;
    write(cell("name"), info.id);
    write(cell("habit"), info.habit);
    this.#spark = new SparkLine(need(row, "svg"), info.id);
    this.#cells = Object.fromEntries(CELLS.map((name) => [name, cell(name)])) as Record<
      (typeof CELLS)[number],
      HTMLElement
    >;
    for (const name of ["cut", "redial"] as const)
      wire(cell(name), `${name} ${info.id}`, () => actions[name](info.id));
  }

  show(feed: FeedView, view: View): void {
    const { tone, word, detail } = stateOf(feed, view);
    const { age = 0 } = feed;
    this.element.dataset["tone"] = tone;
    this.element.toggleAttribute("data-down", feed.rate === undefined);
    this.element.toggleAttribute("data-aged", age >= AGED);
    this.#write("word", word);
    this.#write("detail", detail);
    this.#write("rate", rate(feed.rate));
    this.#write("peak", `peak ${rate(Math.max(0, ...feed.history))}`);
    this.#write("value", quantity(feed.value, this.#info.unit));
    this.#write("age", age >= AGED ? `${span(age)} ago` : "");
    this.#write("rtt", duration(feed.rtt));
    this.#write("dials", count(feed.dials));
    this.#spark.draw(feed.history);
  }

  #write(name: (typeof CELLS)[number], text: string): void {
    write(this.#cells[name], text);
  }
}

/** Five buttons of one name would be one name too few for those who only hear them. */
function wire(button: HTMLElement, name: string, act: () => void): void {
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
}
