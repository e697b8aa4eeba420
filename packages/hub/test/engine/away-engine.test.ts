// The engine of the tests that can be away keeps the laws of engines, that of being away among them.

import { testEngine } from "@skep/testing";
import { test } from "vitest";
import { AwayEngine } from "./support/away-engine.ts";

testEngine({
  name: "an engine in memory that can be away",
  test,
  engine: () => {
    const engine = new AwayEngine();
    return { engine, stall: () => engine.leave(), resume: () => engine.comeBack() };
  },
  capabilities: { loses: false, restores: false, cuts: false, stalls: true, time: false },
});
