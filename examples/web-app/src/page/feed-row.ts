// One row of the table: what a feed does, and the two buttons that disturb it.

import type { FeedInfo } from "../feeds.ts";
import type { FeedView } from "../reader/told.ts";
import { need, write } from "./element.ts";
import { count, duration, quantity, rate } from "./format.ts";
import { SparkLine } from "./spark-line.ts";

export interface RowActions {
  readonly cut: (id: string) => void;
  readonly redial: (id: string) => void;
}

/** With a probe a second, longer silence means that something is wrong and not judged yet. */
const SUSPICIOUS = 2_000;

export class FeedRow {
  readonly element: HTMLElement;
  readonly #info: FeedInfo;
  readonly #spark: SparkLine;
  readonly #cells: Record<"word" | "rate" | "value" | "rtt" | "dials", HTMLElement>;

  constructor(template: HTMLTemplateElement, info: FeedInfo, actions: RowActions) {
    const row = need(template.content.cloneNode(true) as DocumentFragment, "tr");
    const cell = (name: string): HTMLElement => need(row, `.${name}`);
    this.element = row;
    this.#info = info;
    row.dataset["feed"] = info.id;
    write(cell("name"), info.id);
    write(cell("habit"), info.habit);
    this.#spark = new SparkLine(need(row, "svg"), info.id);
    this.#cells = {
      word: cell("word"),
      rate: cell("rate"),
      value: cell("value"),
      rtt: cell("rtt"),
      dials: cell("dials"),
    };
    for (const name of ["cut", "redial"] as const)
      wire(cell(name), `${name} ${info.id}`, () => actions[name](info.id));
  }

  show(view: FeedView): void {
    const { tone, text } = stateOf(view);
    this.element.dataset["tone"] = tone;
    write(this.#cells.word, text);
    write(this.#cells.rate, rate(view.rate));
    write(this.#cells.value, quantity(view.value, this.#info.unit));
    write(this.#cells.rtt, duration(view.rtt));
    write(this.#cells.dials, count(view.dials));
    this.#spark.draw(view.history);
  }
}

/** Five buttons of one name would be one name too few for those who only hear them. */
function wire(button: HTMLElement, name: string, act: () => void): void {
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
}

function stateOf({ state, silence = 0, retryIn }: FeedView): { tone: string; text: string } {
  if (state === "waiting") {
    const text = retryIn === undefined ? "waiting" : `again in ${duration(retryIn)}`;
    return { tone: "bad", text };
  }
  if (state !== "connected") return { tone: "wait", text: state };
  if (silence > SUSPICIOUS) return { tone: "wait", text: `silent for ${duration(silence)}` };
  return { tone: "good", text: state };
}
