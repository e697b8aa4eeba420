// What an aborted wait rejects with.
import { expect, test } from "vitest";
import { abortReason } from "../../src/base/abort-reason.ts";

const cause = new Error("refused");

test.each(["AbortError", "TimeoutError"])(
  "%s of the platform, which all waits share, is copied, and has the failure as its cause",
  (name) => {
    const reason = new DOMException("over", name);
    const told = abortReason(reason, cause) as DOMException;
    expect(told).not.toBe(reason);
    expect(told).toBeInstanceOf(DOMException);
    expect([told.name, told.message]).toEqual([name, "over"]);
    expect(told.cause).toBe(cause);
    expect(Object.keys(told)).not.toContain("cause");
    expect("cause" in reason).toBe(false);
  },
);

test("a reason of the platform is itself where nothing had failed", () => {
  const reason = new DOMException("over", "AbortError");
  expect(abortReason(reason, undefined)).toBe(reason);
});

test.each([new Error("mine"), "mine", 5, null, undefined])(
  "a reason that the application made is passed on as it is: %s",
  (reason) => {
    expect(abortReason(reason, cause)).toBe(reason);
  },
);
