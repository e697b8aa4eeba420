// The waits between dials, as lists of numbers.

import { describe, expect, test } from "vitest";
import type { RetryOptions } from "../../src/options/options.ts";
import { backoff } from "../../src/session/backoff.ts";
import { SeededRandom } from "../../src/testing/seeded-random.ts";
import { DEFAULTS } from "./support/session-options.ts";

const retry = (changes: Partial<RetryOptions> = {}): RetryOptions => ({
  ...DEFAULTS.retry,
  ...changes,
});

/** The waits after the first failures, all with the same throw of chance. */
const waits = (count: number, roll: number, options: RetryOptions): number[] =>
  Array.from({ length: count }, (_, index) => backoff(index + 1, roll, options));

describe("the backoff", () => {
  test.each<[string, number, Partial<RetryOptions>, number[]]>([
    ["without jitter is the window", 0.5, { jitter: "none" }, [2, 4, 8, 16, 30, 30, 30]],
    ["never ends above the window", 1, {}, [2, 4, 8, 16, 30, 30, 30]],
    ["never begins below `minDelay`", 0, {}, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]],
    ["lies in the middle for a middling chance", 0.5, { minDelay: 0 }, [1, 2, 4, 8, 15, 15, 15]],
    [
      "with equal jitter begins at half of the window",
      0,
      { jitter: "equal" },
      [1, 2, 4, 8, 15, 15],
    ],
    ["with equal jitter ends at the window", 1, { jitter: "equal" }, [2, 4, 8, 16, 30, 30]],
    [
      "with equal jitter respects `minDelay`",
      0,
      { jitter: "equal", minDelay: 3_000 },
      [3, 3, 4, 8],
    ],
    ["does not grow with a multiplier of 1", 1, { multiplier: 1 }, [2, 2, 2, 2, 2]],
    ["grows by any multiplier", 1, { multiplier: 3 }, [2, 6, 18, 30, 30]],
    ["has no window below `minDelay`", 0.5, { initialDelay: 10, minDelay: 3_000 }, [3, 3, 3, 3]],
    ["is nothing where nothing is asked for", 0.5, { initialDelay: 0, minDelay: 0 }, [0, 0, 0]],
    ["stops at `maxDelay` at once", 1, { initialDelay: 9_000, maxDelay: 9_000 }, [9, 9, 9]],
  ])("%s", (_, roll, changes, seconds) => {
    expect(waits(seconds.length, roll, retry(changes)).map((ms) => ms / 1_000)).toEqual(seconds);
  });

  test("has a first wait that is random too, as RFC 6455 7.2.3 asks", () => {
    const first = [0, 0.25, 0.5, 0.75].map((roll) => backoff(1, roll, retry()));
    expect(first).toEqual([100, 575, 1_050, 1_525]);
  });

  test("is a number within its bounds, for any attempt and the most extreme options", () => {
    const refused: unknown[] = [];
    for (const options of extremes())
      for (const attempt of ATTEMPTS)
        for (const roll of [0, 0.5, 1 - Number.EPSILON]) {
          const ms = backoff(attempt, roll, options);
          const within = ms >= options.minDelay && ms <= options.maxDelay;
          if (!within) refused.push({ attempt, roll, ms, options });
        }
    expect(refused).toEqual([]);
  });

  test("is spread evenly by full jitter", () => {
    const random = new SeededRandom(6_455);
    const counts = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      const tenth = Math.floor(backoff(3, random.next(), retry({ minDelay: 0 })) / 800);
      counts.set(tenth, (counts.get(tenth) ?? 0) + 1);
    }
    expect(new Set(counts.keys())).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    // 2,000 each; the standard deviation is 42.
    expect([...counts.values()].filter((count) => count < 1_830 || count > 2_170)).toEqual([]);
  });
});

// 1,025 is where 2 ** (attempt - 1) overflows.
const ATTEMPTS = [1, 2, 3, 10, 53, 100, 1_024, 1_025, 1_026, 10_000, 999_999, 1_000_000];

/** What the table of options lets through, at its edges. */
function* extremes(): Generator<RetryOptions> {
  const longest = 2 ** 31 - 1;
  for (const jitter of ["full", "equal", "none"] as const)
    for (const multiplier of [1, 1 + Number.EPSILON, 2, 1e9, Number.MAX_SAFE_INTEGER])
      for (const maxDelay of [0, 1, 30_000, longest])
        for (const initialDelay of [0, Number.MIN_VALUE, 1, maxDelay])
          for (const minDelay of [0, Number.MIN_VALUE, 1, maxDelay]) {
            if (initialDelay > maxDelay || minDelay > maxDelay) continue;
            yield retry({ jitter, multiplier, maxDelay, initialDelay, minDelay });
          }
}
