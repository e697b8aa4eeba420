// All that the page shows: its jobs, the log of the one that is chosen, the link, and notices.

import type { ChannelClient, ChannelItem } from "@skep/channels";
import { type Announcement, announcementOf, JOBS, MOST_JOBS, MOST_LINES } from "../messages.ts";
import { need, write } from "../../../page/browser/element.ts";
import { follow } from "./follow.ts";
import { Job } from "./job.ts";
import { JobList } from "./job-list.ts";
import { LogView } from "./log-view.ts";
import { Notices } from "./notices.ts";
import { Painter } from "../../../page/browser/painter.ts";
import type { Words } from "./words.ts";

const CONNECTED: Words = { text: "connected", tone: "good" };
const AWAY: Words = { text: "the hub is away, and is dialled again", tone: "bad" };

export class Board {
  readonly #client: ChannelClient;
  // Bound: `MOST_JOBS`. Overflow: the oldest is no longer shown.
  readonly #jobs = new Map<string, Job>();
  /** Ends the reading of a job that is no longer shown. */
  readonly #ends = new Map<Job, AbortController>();
  readonly #list = new JobList(need(document, "#jobs"), need(document, "#job-row"));
  readonly #log = new LogView(need(document, "#log"));
  readonly #notices = new Notices(need(document, "#notices"));
  readonly #link = need(document, "#link");
  readonly #painter = new Painter(() => this.#draw());
  #linkWords: Words = { text: "connecting", tone: "wait" };

  constructor(client: ChannelClient) {
    this.#client = client;
    addEventListener("hashchange", () => {
      // On a phone the log may be below.
      need(document, "#log-title").scrollIntoView({ block: "nearest" });
      this.#painter.ask();
    });
    client.addEventListener("connected", () => this.#linkChanged(CONNECTED));
    client.addEventListener("disconnected", ({ reason }) => this.#linkChanged(AWAY, `: ${reason}`));
    this.#painter.ask();
  }

  /** Shows what is announced, until the client is closed. */
  run(): void {
    this.#follow(JOBS, MOST_JOBS, new AbortController(), (item) => this.#announced(item));
  }

  #follow(
    name: string,
    last: number,
    end: AbortController,
    take: (item: ChannelItem) => void,
  ): void {
    const told = (item: ChannelItem): void => {
      if (item.type === "gap") this.#torn(item);
      take(item);
      this.#painter.ask();
    };
    follow(this.#client, { name, last }, end.signal, told).catch((error: unknown) => {
      if (!end.signal.aborted) this.#notices.add({ text: String(error), tone: "bad" });
    });
  }

  #linkChanged(words: Words, why: string = ""): void {
    this.#linkWords = words;
    this.#notices.add({ ...words, text: `${words.text}${why}` });
    this.#painter.ask();
  }

  #announced(item: ChannelItem): void {
    const announcement = item.type === "gap" ? undefined : announcementOf(item.data);
    if (announcement !== undefined && !this.#jobs.has(announcement.channel))
      this.#add(announcement);
  }

  #add(announcement: Announcement): void {
    const job = new Job(announcement);
    const end = new AbortController();
    this.#jobs.set(job.channel, job);
    this.#ends.set(job, end);
    this.#follow(job.channel, MOST_LINES, end, (item) => job.take(item));
    const [oldest] = this.#jobs.values();
    if (this.#jobs.size > MOST_JOBS && oldest !== undefined) this.#drop(oldest);
  }

  #drop(job: Job): void {
    this.#jobs.delete(job.channel);
    this.#ends.get(job)?.abort();
    this.#ends.delete(job);
  }

  #torn({ channel, reason }: Extract<ChannelItem, { type: "gap" }>): void {
    this.#notices.add({ text: `gap (${reason}) in ${channel}`, tone: "wait" });
  }

  /** The one that the address names, or else the newest. */
  get #chosen(): Job | undefined {
    return this.#jobs.get(location.hash.slice(1)) ?? [...this.#jobs.values()].at(-1);
  }

  #draw(): void {
    const chosen = this.#chosen;
    this.#list.show([...this.#jobs.values()], chosen);
    this.#log.show(chosen);
    write(need(document, "#log-title"), chosen?.command ?? "No job yet");
    write(this.#link, this.#linkWords.text);
    this.#link.dataset["tone"] = this.#linkWords.tone;
    need(document, "#none").hidden = chosen !== undefined;
  }
}
