// All that the page shows: it takes what the reader tells, at any time, and draws it when it is seen.

import { FEEDS } from "../feeds.ts";
import type { LogLine, Told, View } from "../reader/told.ts";
import { need } from "../../../page/browser/element.ts";
import { EventLog } from "./event-log.ts";
import { FeedRow, type RowActions } from "./feed-row.ts";
import { Figures } from "./figures.ts";
import { LatestEvent } from "./latest-event.ts";
import { Painter } from "../../../page/browser/painter.ts";

/** Lines that wait to be drawn while the page is hidden. */
const MOST_LINES = 200;

export class Board {
  readonly #rows: ReadonlyMap<string, FeedRow>;
  readonly #figures = new Figures();
  readonly #log = new EventLog(need(document, "#log"));
  readonly #latest = new LatestEvent(need(document, "#latest"));
  readonly #painter = new Painter(() => this.#draw());
  #view: View | undefined;
  #lines: LogLine[] = [];
  /** What came while the page was hidden is counted with the first view after. */
  #wasHidden = false;

  constructor(actions: RowActions) {
    const template = need<HTMLTemplateElement>(document, "#feed-row");
    this.#rows = new Map(FEEDS.map((feed) => [feed.id, new FeedRow(template, feed, actions)]));
    need(document, "#feeds").append(...[...this.#rows.values()].map(({ element }) => element));
  }

  take(told: Told): void {
    if (told.type === "view") this.#takeView(told.view);
    else this.#lines = [...this.#lines, ...told.lines].slice(-MOST_LINES);
    this.#painter.ask();
  }

  /** All lines are about to be told again. */
  forget(): void {
    this.#lines = [];
    this.#log.clear();
  }

  #takeView(view: View): void {
    this.#view = view;
    const isHidden = document.visibilityState === "hidden";
    if (isHidden && !this.#wasHidden) this.#figures.hidden(view);
    if (!isHidden && this.#wasHidden) this.#figures.visible(view);
    this.#wasHidden = isHidden;
  }

  #draw(): void {
    const lines = this.#lines.splice(0);
    this.#log.add(lines);
    this.#latest.show(lines);
    if (this.#view === undefined) return;
    this.#figures.show(this.#view);
    for (const feed of this.#view.feeds) this.#rows.get(feed.id)?.show(feed, this.#view);
  }
}
