// The latest samples of one watcher.

/** What one probe, or one report of a failure, has found. */
export interface Sample {
  /** When it ended, in milliseconds since the epoch. */
  readonly at: number;
  /** How long the probe took, in milliseconds; 0 for a report. */
  readonly took: number;
  readonly isGood: boolean;
  /** A report of `reportFailure` and no probe. */
  readonly isReport: boolean;
  /** What it failed with. */
  readonly error: Error | undefined;
}

/** A good hour of polls at the default interval. */
const KEPT = 64;

/** Bound: 64 samples. Overflow: the oldest is forgotten. */
export class History {
  readonly #samples: Sample[] = [];
  #probe: Sample | undefined;

  add(sample: Sample): void {
    this.#samples.push(Object.freeze(sample));
    if (!sample.isReport) this.#probe = sample;
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  /** The latest one that is no report. */
  get latestProbe(): Sample | undefined {
    return this.#probe;
  }

  all(): readonly Sample[] {
    return [...this.#samples];
  }
}
