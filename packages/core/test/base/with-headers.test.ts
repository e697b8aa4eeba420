// Headers that can be read and are not printed.
import { expect, test } from "vitest";
import { withHeaders } from "../../src/base/with-headers.ts";

test("headers are there to be read, and in no JSON and no copy", () => {
  const told = withHeaders({ dial: 1 }, { "set-cookie": "canary" });
  expect(told).toHaveProperty("headers", { "set-cookie": "canary" });
  expect(JSON.stringify(told)).toBe('{"dial":1}');
  expect({ ...told }).toEqual({ dial: 1 });
  expect({ ...told }).not.toHaveProperty("headers");
});

test("without headers nothing is added", () => {
  expect(Object.getOwnPropertyNames(withHeaders({ dial: 1 }, undefined))).toEqual(["dial"]);
});
