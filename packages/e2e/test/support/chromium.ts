// Tests in the system's Chromium: one visible skip where it is missing, or a failure where it must be there.

import { type Browser, chromium } from "playwright";
import { afterAll, beforeAll, describe } from "vitest";
import { flags, installed } from "../../../../tools/browsers/installed.ts";
import { notTried } from "../../../../tools/browsers/not-tried.ts";

const executablePath = installed("chromium");

/** The browser is there from `beforeAll` on, and ends after the last test. */
export function inChromium(name: string, body: (browser: () => Browser) => void): void {
  if (executablePath === undefined)
    return notTried(`${name}: no chromium is installed, so nothing was tried in it`);
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: [...flags.chromium] });
    });
    afterAll(() => browser?.close());
    body(() => browser as Browser);
  });
}
