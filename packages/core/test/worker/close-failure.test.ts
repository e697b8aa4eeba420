// What platforms report at a close, and what it means.
import { describe, expect, it } from "vitest";
import type { FailureKind, FailurePhase } from "../../src/failure.ts";
import type { CloseReport } from "../../src/transport.ts";
import { closeFailure, readRetryAfter } from "../../src/worker/close-failure.ts";

/** The first moment of 2026. */
const WALL = Date.UTC(2026);
const error = new Error("what the platform said");

const failure = (report: Partial<CloseReport>, phase: FailurePhase = "live") =>
  closeFailure({ code: 1006, reason: "", ...report }, phase, WALL);

describe("a close report", () => {
  it("with a close frame says code and reason", () => {
    expect(failure({ code: 4_001, reason: "enough" })).toEqual({
      phase: "live",
      kind: "closed",
      closeCode: 4_001,
      closeReason: "enough",
      cause: undefined,
    });
  });

  it.each([1000, 1001, 1005, 1008, 1011, 3000, 4999])("with %d is a close", (code) => {
    expect(failure({ code })).toMatchObject({ kind: "closed", closeCode: code });
  });

  it.each([1006, 0])("without a close frame is a loss, and has no code (%d)", (code) => {
    expect(failure({ code, error })).toEqual({ phase: "live", kind: "lost", cause: error });
  });

  it.each<[FailurePhase, FailureKind]>([
    ["opening", "lost"],
    ["live", "lost"],
    ["dial", "network"],
  ])("without a close frame in the phase `%s` is `%s`", (phase, kind) => {
    expect(failure({}, phase)).toMatchObject({ phase, kind });
  });

  it("before the link was open is the network's doing, whatever the code", () => {
    const { kind, closeCode } = failure({ code: 1000 }, "dial");
    expect([kind, closeCode]).toEqual(["network", undefined]);
  });

  it.each([
    ["readLimit", "readLimit"],
    ["protocol", "violation"],
  ] as const)("with the violation `%s` is `%s`, whatever code we said", (violation, kind) => {
    expect(failure({ code: 1009, violation, error })).toEqual({
      phase: "live",
      kind,
      cause: error,
    });
  });

  it("with a violation before the link is open is one of the upgrade, no fault of the network", () => {
    const { phase, kind } = failure({ violation: "protocol" }, "dial");
    expect([phase, kind]).toEqual(["handshake", "violation"]);
  });

  it("with an HTTP status failed in the handshake, with status and headers", () => {
    const headers = { "retry-after": "3", "x-why": "busy" };
    expect(failure({ status: 503, headers, error }, "dial")).toEqual({
      phase: "handshake",
      kind: "status",
      status: 503,
      headers,
      retryAfter: 3_000,
      cause: error,
    });
  });

  it("with an HTTP status alone asks for no time", () => {
    expect(failure({ status: 401 }, "dial")).toEqual({
      phase: "handshake",
      kind: "status",
      status: 401,
      headers: undefined,
      retryAfter: undefined,
      cause: undefined,
    });
  });
});

describe("`Retry-After`", () => {
  it.each([
    ["0", 0],
    ["1", 1_000],
    ["120", 120_000],
    [" 120 ", 120_000],
    ["0007", 7_000],
  ])("of %j is in seconds", (text, ms) => {
    expect(readRetryAfter(text, WALL)).toBe(ms);
  });

  // The three forms of RFC 9110 5.6.7.
  it.each([
    "Thu, 01 Jan 2026 00:01:30 GMT",
    "Thursday, 01-Jan-26 00:01:30 GMT",
    "Thu Jan  1 00:01:30 2026 GMT",
  ])("of %j is a date", (text) => {
    expect(readRetryAfter(text, WALL)).toBe(90_000);
  });

  it("of a date that has passed is now", () => {
    expect(readRetryAfter("Wed, 31 Dec 2025 23:59:59 GMT", WALL)).toBe(0);
  });

  it.each([undefined, "", " ", "soon", "twelve", "1s", "NaN", "∞", "9".repeat(400)])(
    "of %j is no answer",
    (text) => {
      expect(readRetryAfter(text, WALL)).toBeUndefined();
    },
  );

  // Engines read dates into almost anything; what comes out must not be a number that hurts.
  it.each(["-1", "1.5", "1e3", "+5", "0x10", "1,2", "99:99", "2026", "12 monkeys"])(
    "of %j is no answer or a wait, never in the past",
    (text) => {
      expect(readRetryAfter(text, WALL) ?? 0).toBeGreaterThanOrEqual(0);
    },
  );
});
