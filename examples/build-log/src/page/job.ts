// A job as the page has it: what was announced, its log, and what happened to its channel.

import type { ChannelItem } from "@skep/channels";
import { type Announcement, exitCodeOf, type JobLine, jobLineOf, MOST_LINES } from "../messages.ts";
import { JobLog } from "./job-log.ts";

/** `torn`: the hub has lost what it kept of it, and nothing was published since. */
export type JobState =
  | { readonly name: "running" }
  | { readonly name: "incomplete"; readonly missing: number }
  | { readonly name: "torn"; readonly isOfHub: boolean }
  | { readonly name: "ended"; readonly exitCode: number };

export class Job {
  readonly channel: string;
  readonly command: string;
  readonly log = new JobLog();
  /** The hub runs it, and its lines are gone with the hub. */
  readonly isOfHub: boolean;
  #isTorn = false;

  constructor({ channel, command }: Announcement) {
    this.channel = channel;
    this.command = command;
    this.isOfHub = channel.startsWith("process:");
  }

  take(item: ChannelItem): void {
    this.#isTorn = item.type === "gap";
    if (item.type === "gap") return;
    const entry = entryOf(item);
    if (entry !== undefined) this.log.take(entry);
  }

  get state(): JobState {
    const { isOfHub } = this;
    const { exitCode, missing } = this.log;
    if (this.#isTorn && exitCode === undefined) return { name: "torn", isOfHub };
    if (missing > 0) return { name: "incomplete", missing };
    return exitCode === undefined ? { name: "running" } : { name: "ended", exitCode };
  }
}

/** The output of a process has no numbers of its own: its offsets are taken, as an engine in memory counts without holes. */
function entryOf({
  data,
  offset = 0,
  type,
}: Exclude<ChannelItem, { type: "gap" }>): JobLine | undefined {
  if (type === "event") return jobLineOf(data);
  if (offset < 1 || offset > MOST_LINES) return undefined;
  if (type === "process_output")
    return { line: offset, text: typeof data === "string" ? data : "" };
  const exitCode = exitCodeOf(data);
  return exitCode === undefined ? undefined : { line: offset, exitCode };
}
