// What could not be tried on this machine: one visible skip with the reason, or a failure where it must be tried.
import { test } from "vitest";

export function notTried(reason: string): void {
  if (process.env["SKEP_REQUIRE_BROWSERS"] !== "1") return test.skip(reason, () => {});
  test(reason, () => {
    throw new Error("SKEP_REQUIRE_BROWSERS asks for it.");
  });
}
