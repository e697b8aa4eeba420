// What could not be tried on this machine: one visible skip with the reason, or a failure where it must be tried.
import { test } from "vitest";
import type { Lack } from "./lack.ts";

/** The variables that, set to 1, let nothing be skipped. */
export type Requirement = "SKEP_REQUIRE_BROWSERS" | "SKEP_REQUIRE_SERVERS";

export function notTried(name: string, lack: Lack, requirement: Requirement): void {
  const title = `${name}: ${lack.what}`;
  if (process.env[requirement] !== "1") return test.skip(title, { meta: { lack } }, () => {});
  test(title, () => {
    throw new Error(`${lack.what}, and ${requirement} asks for it.`);
  });
}
