// The cells of the session table by name: those that do something, and no others.

import { expect, test } from "vitest";
import { sessionCells } from "../../src/testing/session-cells.ts";

test("cells that do something have a name, by their input or their alarm", () => {
  const cells = sessionCells();
  expect(cells).toEqual(expect.arrayContaining(["idle start", "waiting due redial"]));
  expect(cells).toEqual(expect.arrayContaining(["connected message", "opening pong"]));
  expect(new Set(cells).size).toBe(cells.length);
});

test("cells that ignore their input, or never meet it, have none", () => {
  const cells = sessionCells();
  expect(cells.filter((cell) => cell.startsWith("stopped "))).toEqual([]);
  expect(cells).not.toContain("closing message");
  expect(cells).not.toContain("idle opened");
});
