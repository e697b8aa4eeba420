// The list of jobs: each leads to its log.

import { need, write } from "../../../page/browser/element.ts";
import type { Job } from "./job.ts";
import { lineCount, stateWords } from "./words.ts";

export class JobList {
  readonly #list: HTMLElement;
  readonly #template: HTMLTemplateElement;
  // Bound: the jobs of the page.
  readonly #rows = new Map<Job, HTMLElement>();

  constructor(list: HTMLElement, template: HTMLTemplateElement) {
    this.#list = list;
    this.#template = template;
  }

  /** Shows a row for each of these jobs, in this order: the newest first. The log of `chosen` is shown. */
  show(jobs: readonly Job[], chosen: Job | undefined): void {
    for (const [job, row] of this.#rows) if (!jobs.includes(job)) this.#remove(job, row);
    for (const job of jobs) this.#showJob(job, job === chosen);
  }

  #remove(job: Job, row: HTMLElement): void {
    row.remove();
    this.#rows.delete(job);
  }

  #showJob(job: Job, isChosen: boolean): void {
    const row = this.#rows.get(job) ?? this.#add(job);
    const { text, tone } = stateWords(job.state);
    row.dataset["tone"] = tone;
    write(need(row, ".state"), text);
    write(need(row, ".size"), lineCount(job.log.lines.length));
    const link = need(row, "a");
    if (isChosen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    showProgress(need(row, "progress"), job);
  }

  #add(job: Job): HTMLElement {
    const row = need(this.#template.content.cloneNode(true) as DocumentFragment, "li");
    row.dataset["channel"] = job.channel;
    need<HTMLAnchorElement>(row, "a").href = `#${job.channel}`;
    write(need(row, ".command"), job.command);
    write(need(row, ".where"), job.isOfHub ? "in the hub" : "in a runner");
    this.#rows.set(job, row);
    this.#list.prepend(row);
    return row;
  }
}

/** A job that says how far it is has a bar as long as it runs. */
function showProgress(bar: HTMLProgressElement, { log: { exitCode, progress } }: Job): void {
  bar.hidden = progress === undefined || exitCode !== undefined;
  if (progress === undefined) return;
  bar.max = progress.all;
  bar.value = progress.done;
}
