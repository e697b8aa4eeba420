// The rate of one feed, out of a count that only grows. Steps go by the clock: a throttled timer makes them longer.

export interface Pace {
  /** A second, over the last three. */
  readonly rate: number;
  readonly history: readonly number[];
}

interface Look {
  readonly at: number;
  readonly count: number;
}

/** Milliseconds that the rate looks back. */
const WINDOW = 3_000;
/** Milliseconds of one entry of the history, and how many there are: half a minute. */
const STEP = 500;
const MOST_STEPS = 60;

export class Meter {
  readonly #looks: Look[] = [];
  readonly #history: number[] = [];
  #step: Look | undefined;

  look(count: number, now: number): Pace {
    const look = { at: now, count };
    this.#looks.push(look);
    while (now - (this.#looks[1]?.at ?? now) >= WINDOW) this.#looks.shift();
    this.#endSteps((this.#step ??= look), look);
    return { rate: between(this.#looks[0] ?? look, look), history: this.#history };
  }

  /** One look after a long pause ends many steps, which were all alike as far as anybody knows. */
  #endSteps(from: Look, to: Look): void {
    const steps = Math.floor((to.at - from.at) / STEP);
    if (steps === 0) return;
    const rate = between(from, to);
    for (let left = Math.min(steps, MOST_STEPS); left > 0; left--) this.#history.push(rate);
    this.#history.splice(0, this.#history.length - MOST_STEPS);
    this.#step = to;
  }
}

function between(from: Look, to: Look): number {
  return to.at === from.at ? 0 : ((to.count - from.count) * 1_000) / (to.at - from.at);
}
