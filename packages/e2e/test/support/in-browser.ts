// Tests in a browser of the system, by Playwright: one visible skip where it is missing, or a failure where it must be there.

import { type Browser, chromium, firefox } from "playwright";
import { afterAll, beforeAll, describe } from "vitest";
import {
  type BrowserName,
  flags,
  installed,
  lackOf,
} from "../../../../tools/browsers/installed.ts";
import { notTried } from "../../../../tools/test-run/not-tried.ts";

const launchers = { chromium, firefox };

/** The browser is there from `beforeAll` on, and ends after the last test. */
export function inBrowser(
  which: BrowserName,
  name: string,
  body: (browser: () => Browser) => void,
): void {
  const executablePath = installed(which);
  if (executablePath === undefined) return notTried(name, lackOf(which), "SKEP_REQUIRE_BROWSERS");
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await launchers[which].launch({
        executablePath,
        args: [...flags[which]],
        // Playwright drives an unpatched Firefox over WebDriver BiDi.
        ...(which === "firefox" && { channel: "moz-firefox" }),
      });
    });
    afterAll(() => browser?.close());
    body(() => browser as Browser);
  });
}

export function inChromium(name: string, body: (browser: () => Browser) => void): void {
  inBrowser("chromium", name, body);
}
