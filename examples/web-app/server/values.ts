// What a feed says: numbers that wander about, so that there is something to look at.

import type { FeedId } from "../src/feeds.ts";

interface Course {
  readonly from: number;
  readonly step: number;
  readonly digits: number;
}

const COURSES: Record<FeedId, Course> = {
  steady: { from: 21, step: 0.05, digits: 2 },
  bursty: { from: 18_000, step: 12, digits: 0 },
  dropping: { from: 7, step: 0.2, digits: 1 },
  silent: { from: 2.3, step: 0.01, digits: 2 },
  restarting: { from: 140, step: 3, digits: 0 },
};

/** The next value, as text; it stays near where it began. */
export function wandering(id: FeedId): () => string {
  const { from, step, digits } = COURSES[id];
  let value = from;
  return () => {
    value += (Math.random() - 0.5) * 2 * step + (from - value) * 0.01;
    return value.toFixed(digits);
  };
}

/** Somewhere between the two. */
export function between(least: number, most: number): number {
  return least + Math.random() * (most - least);
}
