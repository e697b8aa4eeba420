// A ws that a bundler has broken is noticed before it sends.

import { describe, expect, test } from "vitest";
import { masks } from "../src/masking.ts";
import { nodeTransport } from "../src/index.ts";

/** A frame writer as ws has it, with a part of the work done by `mask`. */
const writer = (mask: (payload: Uint8Array, key: Uint8Array) => void) => ({
  Sender: {
    frame(data: Uint8Array, { generateMask }: { generateMask(key: Uint8Array): void }) {
      const key = new Uint8Array(4);
      generateMask(key);
      const payload = data.slice();
      mask(payload, key);
      return [Uint8Array.of(0x82, 0x80 | data.length, ...key), payload];
    },
  },
});

describe("masking", () => {
  test("works in the ws that is installed", () => {
    expect(masks()).toBe(true);
    expect(nodeTransport().warnings ?? []).toEqual([]);
  });

  test("is tried where there is something to try", () => {
    expect(masks({})).toBe(true);
    expect(
      masks(writer((payload, key) => payload.forEach((_, at) => (payload[at]! ^= key[at % 4]!)))),
    ).toBe(true);
  });

  test.each([
    [
      "throws",
      (): never => {
        throw new TypeError("bufferUtil.mask is not a function");
      },
    ],
    ["leaves the payload as it is", () => {}],
  ])("is broken where it %s", (_, mask) => {
    expect(masks(writer(mask))).toBe(false);
  });
});
