// Publishes the lines of one job, each under a key of its own, and all of them again when it is told to.

import { type ChannelClient, UncertainError } from "@skep/channels";
import { JOBS, type JobLine } from "../../src/messages.ts";
import type { Job } from "./job.ts";

/** Lines that wait for the hub at once. The page puts them in order by their numbers. */
const MOST_UNDER_WAY = 64;

export class JobPublisher {
  readonly #client: ChannelClient;
  readonly #job: Job;
  readonly #signal: AbortSignal;
  /** Lines before this one were handed to the client. */
  #next = 0;
  #underWay = 0;
  #isBegun = false;

  constructor(client: ChannelClient, job: Job, signal: AbortSignal) {
    this.#client = client;
    this.#job = job;
    this.#signal = signal;
  }

  /** Announces the job and publishes all its lines, from the first one on. What the hub has already it knows by the keys. */
  begin(): void {
    this.#isBegun = true;
    this.#next = 0;
    const { channel, command, id } = this.#job;
    void this.#publish(JOBS, { channel, command }, id);
    this.more();
  }

  /** There may be more lines. */
  more(): void {
    const { lines } = this.#job;
    while (this.#isBegun && this.#next < lines.length && this.#underWay < MOST_UNDER_WAY)
      void this.#line(lines[this.#next++] as JobLine);
  }

  async #line(line: JobLine): Promise<void> {
    const { channel, id } = this.#job;
    this.#underWay++;
    await this.#publish(channel, line, `${id}:${line.line}`);
    this.#underWay--;
    this.more();
  }

  /** Again where nobody knows whether it happened: it has its number, so twice is as good as once. */
  async #publish(channel: string, data: object, key: string): Promise<void> {
    try {
      await this.#client.publish(channel, data, { key, signal: this.#signal });
    } catch (error) {
      if (error instanceof UncertainError) return this.#publish(channel, data, key);
      // The page tells that a refused line is missing. Lines that were not published when the runner ends are given up, without an error.
      if (!this.#signal.aborted) console.error(`${channel}: ${String(error)}`);
    }
  }
}
