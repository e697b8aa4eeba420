// Files of tests that take longest are begun first, so that in the end no core waits for the last of them.

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those that take half a minute, the longest first. It is a matter of time alone: one that is missing here is begun with the rest. */
export const LONG: readonly string[] = [
  "browser/chromium/page",
  "browser/chromium/workers",
  "browser/page",
  "browser/network",
  "browser/chromium/network",
  "browser/firefox/page",
  "browser/loops",
  "web-app",
  "demo",
  "bundles",
  "engines/redis-cluster",
  "hub/channels-page",
  "supervise/container",
  "leaks-live",
  "build-log",
  "engines/nats-cluster",
  "engines/redis-faults",
  "engines/nats-faults",
  "leaks",
].map((name) => `packages/e2e/test/${name}.test.ts`);

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // The rule is for `sort` of arrays, which changes the array; this is the method of the base class, which returns another one.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || rankOf(a) - rankOf(b));
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;

function rankOf({ moduleId }: TestSpecification): number {
  const at = LONG.findIndex((name) => moduleId.endsWith(name));
  return at < 0 ? LONG.length : at;
}
