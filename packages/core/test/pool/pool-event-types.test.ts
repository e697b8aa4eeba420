// The types of all events: what a pool tells, and nothing twice.

import { expect, test } from "vitest";
import { POOL_EVENT_TYPES } from "../../src/pool/events.ts";

test("each type is there once", () => {
  expect([...POOL_EVENT_TYPES].sort()).toEqual([
    "connected",
    "dialfailed",
    "disconnected",
    "error",
    "overflow",
    "retired",
    "warning",
  ]);
});
