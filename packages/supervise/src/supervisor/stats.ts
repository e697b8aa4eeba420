// Figures of a supervisor, for metrics: counters that only grow, and what there is now.

import type { ExitStatus } from "../state.ts";
import type { SupervisorRecord } from "./records.ts";

/** Figures of a supervisor itself; those of supervisors below it are their own. */
export interface SupervisorStats {
  /** Children that it has now. */
  readonly children: number;
  /** Children that are up now. */
  readonly up: number;
  /** Instances that were ready, since the beginning. */
  readonly starts: number;
  /** Instances that have ended, or could not be started, by how. */
  readonly exits: Readonly<Record<ExitStatus, number>>;
  /** How often children were started again by its strategy, since the beginning: once for all that are started again together. */
  readonly restarts: number;
  /** Milliseconds of all delays before restarts together. */
  readonly delayed: number;
  /** How often it has given up: 0 or 1. */
  readonly gaveUp: number;
}

/** The counters among them. */
export class Counters {
  readonly #exits = { finished: 0, stopped: 0, killed: 0, failed: 0, abandoned: 0 };
  #starts = 0;
  #restarts = 0;
  #delayed = 0;
  #gaveUp = 0;

  count(record: SupervisorRecord): void {
    if (record.type === "started") this.#starts++;
    else if (record.type === "exited") this.#exits[record.report.status]++;
    else if (record.type === "gaveup") this.#gaveUp++;
    else if (record.type === "restarting") {
      this.#restarts++;
      this.#delayed += record.delay;
    }
  }

  now(): Omit<SupervisorStats, "children" | "up"> {
    return {
      starts: this.#starts,
      exits: { ...this.#exits },
      restarts: this.#restarts,
      delayed: this.#delayed,
      gaveUp: this.#gaveUp,
    };
  }
}
