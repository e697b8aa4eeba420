// Deliberate bugs: every patch fits the sources, and a sample of them is killed by the simulation. `pnpm mutants` runs all.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = async (...flags: string[]): Promise<string> => {
  const command = ["tools/simulation/mutate.mjs", ...flags];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return stdout;
};

test("each fits one place of the sources, and there are enough of them", async () => {
  const [, count] = /^(\d+) mutants fit/m.exec(await run("--fit")) ?? [];
  expect(Number(count)).toBeGreaterThanOrEqual(60);
});

// Of each part of the core one that dies young.
test.each([
  ["silence is not judged at all", "proof of life"],
  ["the backoff is reset on a bare open", "backoff memory"],
  ["a dial that is given up keeps its socket", "one socket"],
  ["the newest of what waits is read first", "order"],
  ["one dial too many is in flight", "dials in flight"],
])("%s: found by %s", { timeout: 120_000 }, async (name, invariant) => {
  expect(await run("--only", name, "--seeds", "300")).toContain(`, ${invariant}`);
});

test("each of a hub fits one place of its sources", async () => {
  expect(await run("--world", "hub", "--fit")).toMatch(/^2\d mutants fit/);
});

// Of each part of a hub one that dies young.
test.each([
  ["a hole is passed over", "what is kept is not told as missing"],
  ["an engine that is away is asked to publish", "an engine that is away is not asked to publish"],
  ["keys of publishes are not handed on", "a publish that is repeated is one"],
])(
  "%s: found by %s, in schedules of several hubs",
  { timeout: 120_000 },
  async (name, invariant) => {
    expect(await run("--world", "hub", "--only", name, "--seeds", "200")).toContain(
      `, ${invariant}`,
    );
  },
);
