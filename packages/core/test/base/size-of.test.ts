// What a message counts for.
import { expect, it } from "vitest";
import { sizeOf } from "../../src/base/size-of.ts";

it.each<[string, Parameters<typeof sizeOf>[0], number]>([
  ["text by its length", "four", 4],
  ["text beyond ASCII by its length too, as its bytes are not at hand", "äöü", 3],
  ["nothing as nothing", "", 0],
  ["bytes by their number", new Uint8Array(7), 7],
  ["a view by what it covers", new Uint8Array(new ArrayBuffer(9), 2, 5), 5],
  ["wide numbers by their bytes", new Float64Array(2), 16],
  ["a buffer by its bytes", new ArrayBuffer(3), 3],
  ["a Blob by its size", new Blob(["four"]), 4],
  ["what has neither as nothing", {}, 0],
])("counts %s", (_, data, size) => {
  expect(sizeOf(data)).toBe(size);
});
