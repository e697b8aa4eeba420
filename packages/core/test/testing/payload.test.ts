// Payloads in bytes: their number and their copies.
import { expect, test } from "vitest";
import { bytesOf, copyOf } from "../../src/testing/payload.ts";

test("a payload has as many bytes as go over the wire", () => {
  const view = new Uint16Array(new ArrayBuffer(8), 2, 2);
  expect([bytesOf("é"), bytesOf(view), bytesOf(view.buffer)]).toEqual([2, 4, 8]);
});

test("a copy has the bytes that the view covers, and stays as it is", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const copies = [
    copyOf(bytes.subarray(1, 3)),
    copyOf(new DataView(bytes.buffer, 3)),
    copyOf(bytes.buffer),
  ];
  bytes.fill(0);
  expect(copies.map((copy) => [...copy])).toEqual([[2, 3], [4], [1, 2, 3, 4]]);
});
