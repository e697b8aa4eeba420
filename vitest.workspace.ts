// The test projects: sources are tested directly, no build, in one process per project.
import { resolve } from "node:path";
import { defaultClientConditions, defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";
import { browserProject, pagesProject } from "./tools/browsers/project.ts";
import { productionWords } from "./tools/production/words.mjs";
import { ClosingLine } from "./tools/test-run/closing-line.ts";
import { LongestFirst } from "./tools/test-run/longest-first.ts";
import { OpeningLine } from "./tools/test-run/opening-line.ts";

const inBrowsers = [
  "packages/transport-browser/test/**/*.test.ts",
  "packages/skep/test/**/*.browser.test.ts",
];
/** Driven from Node. */
const inPages = ["packages/e2e/test/browser/**/*.test.ts"];
/** Packages of which there is a trimmed build, or that stand on one. */
const trimmed = ["core", "skep", "transport-browser", "transport-node"];
/** Two minutes in Firefox, which a night has and a change does not wait for; Chromium runs them for each change. */
const longInFirefox =
  process.env["SKEP_LONG_PAGES"] === "1" ? [] : ["packages/e2e/test/browser/network.test.ts"];
/** Takes all cores for itself. */
const schedules = "packages/testing/test/simulation/schedules.node.test.ts";
const everywhere = ["**/node_modules/**", "**/dist/**"];

/** What depends on real time fails where a machine stands still for a moment: then it is tried once more, and the end of the run tells it. */
const onceMore = { retry: 1 };

const ofPages = {
  ...onceMore,
  testTimeout: 200_000,
  hookTimeout: 60_000,
  // They wait for what takes a minute: side by side, after the rest. Each starts a browser, so more would be late for all.
  maxConcurrency: 8,
  maxWorkers: 3,
  sequence: { groupOrder: 3 },
};

export default defineConfig({
  resolve: { conditions: ["@skep/source", ...defaultClientConditions] },
  ssr: { resolve: { conditions: ["@skep/source", ...defaultServerConditions] } },
  test: {
    isolate: false,
    // A machine that does other things as well is no reason to fail.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    maxWorkers: "100%",
    sequence: { sequencer: LongestFirst },
    reporters: ["default", new OpeningLine(), new ClosingLine()],
    coverage: {
      provider: "v8",
      include: ["packages/core/src/**/*.ts"],
      reporter: ["text"],
      thresholds: { branches: 100 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts"],
          exclude: [...everywhere, "packages/e2e/**", schedules, ...inBrowsers],
        },
      },
      {
        extends: true,
        // What users get under the condition `production`: the same suites on trimmed words.
        plugins: [productionWords()],
        test: {
          name: "production",
          env: { SKEP_WORDS: "trimmed" },
          include: trimmed.map((name) => `packages/${name}/test/**/*.test.ts`),
          // Pages are generated from the words of the full build.
          exclude: [...everywhere, "packages/core/test/docs/**", ...inBrowsers],
        },
      },
      {
        extends: true,
        // On all cores, so after the rest and before what depends on real time.
        test: { name: "simulation", include: [schedules], sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: "node-platform",
          include: ["packages/transport-browser/test/**/*.node.test.ts"],
        },
      },
      {
        extends: true,
        // What a bundler for browsers takes. The conditions cannot say it: happy-dom itself needs ws as on Node.
        resolve: { alias: { "skep/transport": resolve("packages/skep/src/transport.browser.ts") } },
        test: {
          name: "happy-dom",
          environment: "happy-dom",
          include: ["packages/core/test/**/*.test.ts", ...inBrowsers],
          exclude: [...everywhere, "**/*.node.test.ts"],
          globalSetup: "./tools/browsers/control.ts",
          provide: { engine: "happy-dom" },
        },
      },
      browserProject("chromium", inBrowsers),
      browserProject("firefox", inBrowsers),
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["packages/e2e/test/**/*.test.ts"],
          exclude: [...everywhere, ...inPages],
          ...onceMore,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Real sockets and real time: after the rest. They wait more than they work, so one more side by side than a small machine has cores.
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
          // What is concurrent in one waits more than it works.
          maxConcurrency: 20,
        },
      },
      pagesProject("pages", "chromium", {
        ...ofPages,
        include: inPages,
        exclude: [...everywhere, "packages/e2e/test/browser/firefox/**"],
      }),
      pagesProject("pages-firefox", "firefox", {
        ...ofPages,
        // It takes longer to start.
        maxConcurrency: 3,
        include: inPages,
        exclude: [...everywhere, "packages/e2e/test/browser/chromium/**", ...longInFirefox],
      }),
    ],
  },
});
