// The test project of one browser, or the one that says that the browser is missing.
import { playwright } from "@vitest/browser-playwright";
import type { TestProjectInlineConfiguration } from "vitest/config";
import { type BrowserName, flags, installed } from "./installed.ts";

/** As `@skep/conformance` calls them. */
const engines: Record<BrowserName, string> = { chromium: "Chromium", firefox: "Firefox" };

export function browserProject(
  name: BrowserName,
  include: readonly string[],
): TestProjectInlineConfiguration {
  const executablePath = installed(name);
  if (executablePath === undefined) return missing(name);
  const launchOptions = {
    executablePath,
    args: [...flags[name]],
    // Playwright drives an unpatched Firefox over WebDriver BiDi.
    ...(name === "firefox" && { channel: "moz-firefox" }),
  };
  return {
    extends: true,
    // Nothing here needs to be made a module first, and the search for it would be told between the lines of the tests.
    optimizeDeps: { noDiscovery: true },
    test: {
      name,
      include: [...include],
      exclude: ["**/node_modules/**", "**/dist/**", "**/*.node.test.ts"],
      globalSetup: "./tools/browsers/control.ts",
      provide: { engine: engines[name] },
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions }),
        instances: [{ browser: name }],
      },
    },
  };
}

/** The project of tests that run on Node and start that browser themselves. */
export function pagesProject(
  name: string,
  browser: BrowserName,
  test: NonNullable<TestProjectInlineConfiguration["test"]>,
): TestProjectInlineConfiguration {
  if (installed(browser) === undefined) return missing(browser, name);
  return { extends: true, test: { ...test, name, provide: { browser } } };
}

function missing(name: BrowserName, project: string = name): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name: project,
      include: ["tools/browsers/missing.test.ts"],
      provide: { missing: name },
    },
  };
}
