// Counts what goes over one link, and acts when it has come as far as a milestone. It knows no faults.

import type { Milestone } from "./script.ts";
import type { Timers } from "./timers.ts";

type Unit = "received" | "receivedBytes" | "sent" | "sentBytes";

interface Entry {
  readonly unit: Unit;
  readonly at: number;
  readonly act: () => void;
}

export class Milestones {
  readonly #timers: Timers;
  readonly #passed: Record<Unit, number> = { received: 0, receivedBytes: 0, sent: 0, sentBytes: 0 };
  #entries: Entry[] = [];

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** To be called when the link is open. Without a milestone, `act` is called at once. */
  set(milestone: Milestone | undefined, act: () => void): void {
    if (milestone === undefined) return act();
    if ("ms" in milestone) return void this.#timers.after(milestone.ms, act);
    const [unit, at] = Object.entries(milestone)[0] as [Unit, number];
    this.#entries.push({ unit, at, act });
  }

  /** A message is about to pass: what lies inside of it comes first. */
  begin(way: "received" | "sent", size: number): void {
    this.#fire(({ unit, at }) => unit === `${way}Bytes` && at < this.#passed[unit] + size);
  }

  /** It has passed. */
  end(way: "received" | "sent", size: number): void {
    this.#passed[way] += 1;
    this.#passed[`${way}Bytes`] += size;
    this.#fire(({ unit, at }) => at <= this.#passed[unit]);
  }

  #fire(isDue: (entry: Entry) => boolean): void {
    const due = this.#entries.filter(isDue);
    if (due.length === 0) return;
    this.#entries = this.#entries.filter((entry) => !due.includes(entry));
    for (const { act } of due) act();
  }
}
