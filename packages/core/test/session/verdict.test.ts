// What each HTTP status and each close code means for the session.

import { describe, expect, test } from "vitest";
import type { Failure, FailureKind, FailurePhase } from "../../src/failure.ts";
import type { Verdict } from "../../src/options/options.ts";
import { type Streak, streakAfter } from "../../src/session/streak.ts";
import { MAX_RETRY_AFTER, verdictOn } from "../../src/session/verdict.ts";

const status = (code: number, retryAfter?: number): Failure => ({
  phase: "handshake",
  kind: "status",
  status: code,
  retryAfter,
});

const closed = (closeCode: number | undefined): Failure => ({
  phase: "live",
  kind: "closed",
  closeCode,
});

/** The verdicts on failures that come one after the other, with nothing between. */
function verdicts(...failures: readonly Failure[]): Verdict[] {
  let streak: Streak | undefined;
  return failures.map((failure) => {
    streak = streakAfter(failure, streak);
    return verdictOn(failure, streak);
  });
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const FORGIVEN_ONCE = [401, 403];
const PASSING = [404, 408, 421, 425, 429, ...range(500, 599)];
const FINAL = range(100, 999).filter((code) => ![...FORGIVEN_ONCE, ...PASSING].includes(code));

describe("an HTTP status", () => {
  test.each(PASSING)("%i passes by itself, however often it comes", (code) => {
    expect(verdicts(status(code), status(code), status(code))).toEqual(["retry", "retry", "retry"]);
  });

  test.each(FORGIVEN_ONCE)("%i is forgiven once: a provider can refresh its token", (code) => {
    expect(verdicts(status(code), status(code))).toEqual(["retry", "retire"]);
  });

  test("401 and 403 are one disagreement", () => {
    expect(verdicts(status(401), status(403))).toEqual(["retry", "retire"]);
  });

  test("that is any other retires at once: redirects are not followed", () => {
    const spared = FINAL.filter((code) => verdicts(status(code))[0] !== "retire");
    expect(FINAL).toContain(302);
    expect(FINAL).toContain(400);
    expect(spared).toEqual([]);
  });

  test("that the transport cannot see is a failure like any other", () => {
    expect(verdicts({ phase: "handshake", kind: "status" })).toEqual(["retry"]);
  });
});

describe("`Retry-After`", () => {
  test.each([429, 503])("of a %i is honoured", (code) => {
    expect(verdicts(status(code, 3_000))).toEqual([{ retryAfter: 3_000 }]);
    expect(verdicts(status(code, 0))).toEqual([{ retryAfter: 0 }]);
  });

  test("is honoured up to ten minutes", () => {
    expect(MAX_RETRY_AFTER).toBe(10 * 60 * 1_000);
    const asked = [599_999, 600_000, 600_001, Number.MAX_VALUE];
    expect(verdicts(...asked.map((ms) => status(503, ms)))).toEqual([
      { retryAfter: 599_999 },
      { retryAfter: 600_000 },
      { retryAfter: 600_000 },
      { retryAfter: 600_000 },
    ]);
  });

  test.each([404, 408, 500, 502, 504])("of a %i means nothing", (code) => {
    expect(verdicts(status(code, 3_000))).toEqual(["retry"]);
  });
});

// RFC 6455 7.4.1 and the registry of IANA.
const DISAGREEMENTS = [1002, 1003, 1007, 1009, 1010];
const POLICY = 1008;
// oxfmt-ignore
const OTHERS = [
  1000, 1001, 1004, 1005, 1006, 1011, 1012, 1013, 1014, 1015, 1016, 2999,
  3000, 3999, 4000, 4001, 4401, 4403, 4999,
];

describe("a close code of the peer", () => {
  test.each(DISAGREEMENTS)("%i is forgiven once", (code) => {
    expect(verdicts(closed(code), closed(code))).toEqual(["retry", "retire"]);
  });

  test("1008 retires at once", () => {
    expect(verdicts(closed(POLICY))).toEqual(["retire"]);
  });

  test.each(OTHERS)("%i retries, however often it comes", (code) => {
    expect(verdicts(closed(code), closed(code), closed(code))).toEqual(["retry", "retry", "retry"]);
  });

  test("that is missing retries", () => {
    expect(verdicts(closed(undefined), closed(undefined))).toEqual(["retry", "retry"]);
  });

  test("counts only with itself: two different disagreements are not twice the same", () => {
    expect(verdicts(closed(1002), closed(1009), closed(1002))).toEqual(["retry", "retry", "retry"]);
  });

  test.each<FailureKind>(["lost", "violation"])(
    "means nothing where our side ended the link (%s)",
    (kind) => {
      const failures = [POLICY, 1009, 1009].map((closeCode) => ({ ...closed(closeCode), kind }));
      expect(verdicts(...failures)).toEqual(["retry", "retry", "retry"]);
    },
  );
});

describe("an end that we detect", () => {
  test.each<FailureKind>([
    "provider",
    "timeout",
    "network",
    "lost",
    "keepalive",
    "violation",
    "gate",
    "overflow",
  ])("by `%s` retries without end", (kind) => {
    const failures = Array.from({ length: 9 }, (): Failure => ({ phase: "live", kind }));
    expect(new Set(verdicts(...failures))).toEqual(new Set(["retry"]));
  });
});

describe("a message larger than readLimit", () => {
  const tooLarge = (phase: FailurePhase): Failure => ({ phase, kind: "readLimit" });

  test("is forgiven once, connected or not: a peer that always greets with it would be dialled for ever", () => {
    expect(verdicts(tooLarge("live"), tooLarge("live"))).toEqual(["retry", "retire"]);
    expect(verdicts(tooLarge("opening"), tooLarge("live"))).toEqual(["retry", "retire"]);
  });

  test("counts only with itself", () => {
    expect(verdicts(tooLarge("live"), closed(1009), tooLarge("live"))).toEqual([
      "retry",
      "retry",
      "retry",
    ]);
  });
});

describe("a row of failures", () => {
  test("is broken by any other failure", () => {
    const network: Failure = { phase: "dial", kind: "network" };
    expect(verdicts(status(401), network, status(401))).toEqual(["retry", "retry", "retry"]);
    expect(verdicts(closed(1009), network, closed(1009))).toEqual(["retry", "retry", "retry"]);
    expect(streakAfter(network, { key: "auth", count: 1 })).toBeUndefined();
  });

  test("grows by one with each of its kind", () => {
    const first = streakAfter(closed(1002), undefined);
    expect(first).toEqual({ key: "close 1002", count: 1 });
    expect(streakAfter(closed(1002), first)).toEqual({
      key: "close 1002",
      count: 2,
    });
  });
});
