// The tree as lines of text.

import type { State } from "@skep/supervise";
import { expect, test } from "vitest";
import { leavesOf, treeLines } from "../src/tree-lines.ts";

const state = (name: string, more: Partial<State> = {}): State => ({
  name,
  status: "running",
  metadata: { type: "process" },
  children: [],
  ...more,
});

const tree = state("gateway", {
  metadata: { type: "supervisor", restarts: "3" },
  children: [
    state("hub", { metadata: { type: "hub", restarts: "0" } }),
    state("jobs", {
      metadata: { type: "supervisor", restarts: "0" },
      children: [state("counter", { pid: 7, metadata: { type: "process", hygiene: "guardian" } })],
    }),
    state("store", { status: "failed", error: "no room", metadata: { type: "container" } }),
  ],
});

test("each worker has a line, and those that can be killed a number", () => {
  expect(treeLines(tree)).toEqual([
    "  gateway            supervisor  running  restarts 3",
    "1   hub              hub  running",
    "    jobs             supervisor  running",
    "2     counter        process  running  pid 7  hygiene guardian",
    "3   store            container  failed  (no room)",
  ]);
  expect(leavesOf(tree).map(({ name }) => name)).toEqual(["hub", "counter", "store"]);
});
