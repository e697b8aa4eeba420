// The row of a feed tells its state, the reason for which it waits, and until when.

import { expect, test } from "vitest";
import { stateOf } from "../../src/page/feed-state.ts";
import type { FeedView, View } from "../../src/reader/told.ts";

function feed(given: Partial<FeedView>): FeedView {
  return {
    id: "steady",
    state: "connected",
    rate: undefined,
    history: [],
    value: undefined,
    age: undefined,
    upFor: undefined,
    rtt: undefined,
    silence: undefined,
    retryIn: undefined,
    dials: 1,
    ...given,
  };
}

function wordsOf(given: Partial<FeedView>, others: readonly FeedView[] = []): string {
  const one = feed(given);
  const view: View = { feeds: [one, ...others], probeIn: 1_400, read: 0, dropped: 0 };
  const { tone, word, detail } = stateOf(one, view);
  return `${tone}: ${word}, ${detail}`;
}

test.for<[string, Partial<FeedView>]>([
  ["good: connected, for 42 s", { upFor: 42_900, silence: 1_900 }],
  ["good: connected, for 3 min", { upFor: 200_000, silence: 0 }],
  ["wait: silent, given up in 1.6 s", { silence: 3_400 }],
  ["bad: waiting, dials in 3.2 s", { state: "waiting", retryIn: 3_210 }],
  ["bad: waiting, dials now", { state: "waiting", retryIn: 0 }],
  ["wait: queued, next try within 1.4 s", { state: "queued" }],
  ["wait: dialling, for 10 s at most", { state: "dialing" }],
  ["wait: dialling, for 10 s at most", { state: "opening" }],
  ["wait: closing, for 2 s at most", { state: "ending" }],
  ["wait: closing, for 2 s at most", { state: "closing" }],
  ["bad: given up, dials no more", { state: "stopped" }],
  ["wait: idle, ", { state: "idle" }],
])("%s", ([words, given]) => {
  expect(wordsOf(given)).toBe(words);
});

test("who is queued is told who dials the server for all", () => {
  const other = feed({ id: "bursty", state: "dialing" });
  expect(wordsOf({ state: "queued" }, [other])).toBe("wait: queued, bursty tries now");
});
