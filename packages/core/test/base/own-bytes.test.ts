// Bytes that are the whole of their buffer.
import { expect, it } from "vitest";
import { ownBytes } from "../../src/base/own-bytes.ts";

it("a part of a buffer is copied into one of exactly its length", () => {
  const read = new Uint8Array(Float64Array.of(0, 1, 2).buffer);
  const own = ownBytes(read.subarray(8));
  expect([...new Float64Array(own.buffer)]).toEqual([1, 2]);
  expect(own.buffer).not.toBe(read.buffer);
});

it("a whole buffer is taken as it is, and a Buffer becomes plain bytes", () => {
  const { buffer } = Uint8Array.of(1, 2);
  for (const data of [buffer, new Uint8Array(buffer), Buffer.from(buffer)]) {
    const own = ownBytes(data);
    expect(own.buffer).toBe(buffer);
    expect(own.constructor).toBe(Uint8Array);
  }
});

it("an empty message has a buffer of its own, as its library may have one for all of them", () => {
  const nothing = new Uint8Array();
  expect(ownBytes(nothing).buffer).not.toBe(nothing.buffer);
  expect(ownBytes(nothing)).toEqual(nothing);
});
