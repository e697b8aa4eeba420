// Payloads whose memory is gone, shared or resizable: an error of who sends them, or a copy.
import { describe, expect, it } from "vitest";
import { checkMemory, plainPayload } from "../../src/base/payload.ts";
import { ConfigError } from "../../src/errors.ts";
import type { MessageData } from "../../src/transport.ts";
import { said } from "../../../../tools/production/said.ts";

type Bytes = Exclude<MessageData, string>;

// Newer than the types.
const Resizable = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(length: number): void };

const resizable = (length: number) => new Resizable(length, { maxByteLength: 16 });

function detached<T extends ArrayBuffer | ArrayBufferView>(data: T): T {
  const buffer = ArrayBuffer.isView(data) ? data.buffer : data;
  structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
  return data;
}

/** A view of eight bytes in a buffer that has one left. */
function outside(view: (buffer: ArrayBuffer) => ArrayBufferView): ArrayBufferView {
  const buffer = resizable(8);
  const data = view(buffer);
  buffer.resize(1);
  return data;
}

describe("memory that is not there any more", () => {
  it.each<[string, Bytes]>([
    ["a detached buffer", detached(new ArrayBuffer(2))],
    ["an empty one", detached(new ArrayBuffer(0))],
    ["a view of one", detached(new Uint8Array(2))],
    ["numbers in one", detached(new BigInt64Array(2))],
    ["a DataView of one", detached(new DataView(new ArrayBuffer(2)))],
    ["a view outside of its resized buffer", outside((buffer) => new Uint8Array(buffer, 0, 8))],
    ["numbers outside", outside((buffer) => new BigInt64Array(buffer, 0, 1))],
    ["a DataView outside", outside((buffer) => new DataView(buffer, 2))],
  ])("is refused by the name of the payload: %s", (_, data) => {
    for (const check of [checkMemory, plainPayload])
      expect(() => check(data)).toThrow(
        said("data must be in a buffer that is neither detached nor too short, got an object"),
      );
    expect(() => plainPayload(data)).toThrow(ConfigError);
  });

  it.each<[string, Bytes]>([
    ["an empty buffer", new ArrayBuffer(0)],
    ["an empty view", new Uint8Array()],
    ["an empty view of 64-bit numbers", new BigInt64Array()],
    ["an empty DataView", new DataView(new ArrayBuffer(0))],
    ["an empty Blob", new Blob([])],
  ])("is not what is empty: %s", (_, data) => {
    checkMemory(data);
    expect(plainPayload(data)).toBe(data);
  });
});

describe("a plain payload", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);

  it.each<[string, MessageData]>([
    ["text", "text"],
    ["a buffer", bytes.buffer],
    ["a view", bytes.subarray(1)],
    ["a DataView", new DataView(bytes.buffer, 1)],
    ["a Buffer of Node's pool", Buffer.from("ab")],
    ["a Blob", new Blob(["x"])],
  ])("is %s as it is", (_, data) => {
    expect(plainPayload(data)).toBe(data);
  });

  const filled = <T extends ArrayBufferLike>(buffer: T): T => {
    new Uint8Array(buffer).set(bytes);
    return buffer;
  };

  it.each<[string, MessageData, number[]]>([
    ["a SharedArrayBuffer", filled(new SharedArrayBuffer(4)), [1, 2, 3, 4]],
    ["a view of one", new Uint8Array(filled(new SharedArrayBuffer(4)), 1, 2), [2, 3]],
    ["a DataView of one", new DataView(filled(new SharedArrayBuffer(4)), 2), [3, 4]],
    ["a resizable buffer", filled(resizable(4)), [1, 2, 3, 4]],
    ["a view of one", new Uint16Array(filled(resizable(4)), 2), [3, 4]],
    ["an empty view of one", new Uint8Array(resizable(4), 1, 0), []],
  ])("is a copy of %s, in memory of its own", (_, data, expected) => {
    const plain = plainPayload(data) as Uint8Array;
    expect([...plain]).toEqual(expected);
    expect(plain.buffer).toBeInstanceOf(ArrayBuffer);
    expect(plain.buffer.byteLength).toBe(expected.length);
  });

  it("is what is no payload at all as it is: its platform refuses it", () => {
    const data = { hello: 1 } as never;
    expect(plainPayload(data)).toBe(data);
  });
});
