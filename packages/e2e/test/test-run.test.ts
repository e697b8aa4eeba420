// What a run of tests says besides the tests: how long it takes, why tests were skipped and what to install, and a last line.

import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { openingLine } from "../../../tools/test-run/duration.ts";
import { LONG } from "../../../tools/test-run/longest-first.ts";
import { secondAttemptLines } from "../../../tools/test-run/second-attempts.ts";
import { skipLines } from "../../../tools/test-run/skip-lines.ts";
import { root } from "./support/outside.ts";

/** Runs tests on a machine whose path leads to Node alone; what was written, without colours. */
function runWithoutPrograms(...args: string[]): string {
  const path = mkdtempSync(join(tmpdir(), "skep-path-"));
  try {
    symlinkSync(process.execPath, join(path, "node"));
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const config = ["run", "--config", "vitest.workspace.ts"];
    const env = { PATH: path, NO_COLOR: "1" };
    const run = spawnSync(process.execPath, [vitest, ...config, ...args], { cwd: root, env });
    expect(run.stderr.toString()).toBe("");
    return run.stdout.toString();
  } finally {
    rmSync(path, { recursive: true });
  }
}

const files = (...names: string[]): string[] =>
  names.map((name) => `packages/e2e/test/${name}.test.ts`);

describe("a machine without browsers and servers", () => {
  test("is told once of each browser, whatever the number of projects", () => {
    const projects = ["chromium", "firefox", "pages", "pages-firefox"];
    const output = runWithoutPrograms(...projects.flatMap((name) => ["--project", name]));

    expect(output.trimEnd().split("\n").slice(-3).toSorted()).toEqual([
      "0 passed, 0 failed, 4 skipped",
      "Skipped, 2 × chromium is not installed. To run them: apt-get install chromium, or set CHROMIUM_PATH",
      "Skipped, 2 × firefox is not installed. To run them: apt-get install firefox-esr, or set FIREFOX_PATH",
    ]);
  });

  test("is told in one line what all servers need", () => {
    const servers = files("caddy", "websocketd", "prosody");
    const output = runWithoutPrograms("--project", "e2e", ...servers);

    expect(output.trimEnd().split("\n").slice(-2)).toEqual([
      "Skipped, 3 × servers and network tools of Debian are not installed. To run them: apt-get install caddy prosody websocketd",
      "0 passed, 0 failed, 3 skipped",
    ]);
  });
});

test("a test that is skipped without a reason is told by its title", () => {
  expect(skipLines([{ title: "a pool > sleeps", lack: undefined }])).toEqual([
    "Skipped, 1 × a pool > sleeps (the test gives no reason).",
  ]);
});

test("a test that passes at the second attempt is told with what the first one failed with", () => {
  expect(
    secondAttemptLines([{ title: "a link > is made anew", fault: "late\nat far.ts" }]),
  ).toEqual(["Passed at the second attempt: a link > is made anew. The first one failed: late"]);
});

test("a run of more than a minute says at its start how long it takes, a shorter one nothing", () => {
  expect(openingLine(["e2e", "pages"])).toMatch(/^This takes about \d+ minutes on two cores/);
  expect(openingLine(["chromium"])).toBeUndefined();
  expect(openingLine([])).toBeUndefined();
});

test("files that are begun first are there", () => {
  expect(LONG.filter((name) => !existsSync(join(root, name)))).toEqual([]);
});
