// Tests in the system's Chromium: one visible skip where it is missing, or a failure where it must be there.

import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe, test } from "vitest";
import { flags, installed } from "../../../../tools/browsers/installed.ts";

const executablePath = installed("chromium");

/** The browser is there from `beforeAll` on, and ends after the last test. */
export function inChromium(name: string, body: (browser: () => Browser) => void): void {
  if (executablePath === undefined) return missing(name);
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: [...flags.chromium] });
    });
    afterAll(() => browser?.close());
    body(() => browser as Browser);
  });
}

function missing(name: string): void {
  const reason = `${name}: no chromium is installed, so nothing was tried in it`;
  if (process.env["SKEP_REQUIRE_BROWSERS"] !== "1") return test.skip(reason, () => {});
  test(reason, () => {
    throw new Error("SKEP_REQUIRE_BROWSERS asks for chromium.");
  });
}
