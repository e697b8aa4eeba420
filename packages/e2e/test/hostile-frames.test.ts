// Peers that break RFC 6455 on an open link: each ends its own link with a typed cause, and nothing else.
import { describe, expect } from "vitest";
import { flood, meetFoe } from "./support/foe.ts";
import { frame } from "@skep/conformance";
import { test } from "./support/stage.ts";

const ACCEPT = { kind: "accept" } as const;
const bytes = (...values: number[]): Buffer => Buffer.from(values);
const close = (code: number, reason: Uint8Array = bytes()): Buffer =>
  frame(0x8, bytes(code >> 8, code & 0xff, ...reason));

/** A frame without its payload. */
const head = (first: number, length: number): Buffer => {
  const announced = Buffer.alloc(10);
  announced[0] = first;
  announced[1] = 127;
  announced.writeBigUInt64BE(BigInt(length), 2);
  return announced;
};

const LIMIT = 512 * 1024;
const HALF = Buffer.alloc(LIMIT / 2 + 1);

const hex = (value: number): string => `0x${value.toString(16)}`;

describe("a message larger than readLimit", () => {
  test.for<[string, Buffer]>([
    ["in one frame, of which only the head was sent", head(0x82, LIMIT + 1)],
    ["in two fragments", Buffer.concat([frame(0x2, HALF).fill(0x02, 0, 1), frame(0x0, HALF)])],
    ["whose head says 2^63 bytes", bytes(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0)],
    ["whose head says 2^53 bytes", bytes(0x82, 127, 0, 0x20, 0, 0, 0, 0, 0, 0)],
  ])("%s", async ([, hostile], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(hostile);
    expect(await watched.until("disconnected")).toMatchObject({
      id: "foe",
      cause: { code: "ERR_READ_LIMIT", phase: "live", kind: "readLimit" },
      retryIn: expect.closeTo(50, -1),
    });
    await forgiven();
  });
});

describe("a breach of the protocol", () => {
  test.for<[string, Buffer]>([
    ["text that is not UTF-8", frame(0x1, bytes(0xc3, 0x28))],
    ["text that ends within a character", frame(0x1, bytes(0x61, 0xf0, 0x9f, 0x90))],
    ["text that is not UTF-8 across fragments", bytes(0x01, 1, 0xf0, 0x80, 1, 0x28)],
    ...[3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf].map((opcode): [string, Buffer] => [
      `the reserved opcode ${hex(opcode)}`,
      bytes(0x80 | opcode, 0),
    ]),
    ["RSV1 without an extension", bytes(0xc1, 1, 0x61)],
    ["RSV2", bytes(0xa1, 1, 0x61)],
    ["RSV3", bytes(0x91, 1, 0x61)],
    ["RSV1 on a ping", bytes(0xc9, 0)],
    ["a masked frame", bytes(0x81, 0x81, 0, 0, 0, 0, 0x61)],
    ["a ping of 126 bytes", frame(0x9, Buffer.alloc(126))],
    ["a pong of 126 bytes", frame(0xa, Buffer.alloc(126))],
    ["a close of 126 bytes", frame(0x8, Buffer.alloc(126))],
    ["a ping in fragments", bytes(0x09, 0)],
    ["a close in fragments", bytes(0x08, 0)],
    ["a continuation of nothing", bytes(0x80, 0)],
    ["a message within a message", bytes(0x01, 1, 0x61, 0x81, 1, 0x62)],
    ["a close of one byte", frame(0x8, bytes(3))],
    ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535].map((code): [string, Buffer] => [
      `the close code ${code}`,
      close(code),
    ]),
    ["a close reason that is not UTF-8", close(1000, bytes(0xc3, 0x28))],
  ])("%s", async ([, hostile], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(hostile);
    expect(await watched.until("disconnected")).toMatchObject({
      id: "foe",
      cause: { code: "ERR_CONNECTION_CLOSED", phase: "live", kind: "violation" },
      code: undefined,
      retryIn: expect.closeTo(50, -1),
    });
    // Nobody waits for the answer to the goodbye that the peer is owed (RFC 6455 7.1.7).
    expect((await link.ended()).code).toBeOneOf([1002, 1007, 1006]);
    await forgiven();
  });

  test("in the packet of the upgrade is one of the link, not of the dial", async ({ stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(Buffer.concat([frame(0x1, bytes(0x61)), bytes(0x83, 0)]));
    expect(await watched.until("disconnected")).toMatchObject({ cause: { kind: "violation" } });
    expect(await watched.read()).toBe("a");
    await forgiven();
  });
});

describe("an end", () => {
  test.for<[string, Buffer]>([
    ["within the head of a frame", bytes(0x81)],
    ["within a frame", bytes(0x81, 10, 0x61)],
    ["within a fragmented message", bytes(0x01, 1, 0x61)],
    ["without a word", bytes()],
  ])("%s is a lost link", async ([, last], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(last);
    await link.drop();
    expect(await watched.until("disconnected")).toMatchObject({
      id: "foe",
      cause: { phase: "live", kind: "lost" },
      retryIn: expect.closeTo(50, -1),
    });
    await forgiven();
  });

  test("is the close frame: what comes after it is not heard", async ({ stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(Buffer.concat([close(4000), frame(0x1, Buffer.from("ghost"))]));
    expect(await watched.until("disconnected")).toMatchObject({ code: 4000 });
    await forgiven();
  });
});

describe("without any harm a peer may", () => {
  test.for<[string, Buffer, string]>([
    ["ping between fragments", bytes(0x01, 1, 0x61, 0x89, 0, 0x80, 1, 0x62), "ab"],
    ["cut a character in two", bytes(0x01, 2, 0xf0, 0x9f, 0x80, 2, 0x90, 0x9d), "🐝"],
    ["send empty fragments", bytes(0x01, 0, 0x00, 0, 0x00, 0, 0x80, 1, 0x61), "a"],
    ["answer a ping that nobody sent", bytes(0x8a, 1, 0x21, 0x81, 1, 0x61), "a"],
    [
      "ping with 125 bytes",
      Buffer.concat([frame(0x9, Buffer.alloc(125)), bytes(0x81, 1, 0x61)]),
      "a",
    ],
    ["write a length at length", bytes(0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, 0x61), "a"],
  ])("%s", async ([, odd, text], { stage }) => {
    const { watched, link, peer } = await meetFoe(stage, ACCEPT);
    await link.write(odd);
    expect(await watched.read()).toBe(text);
    expect(peer.state).toBe("connected");
  });
});

describe("a message that never ends", () => {
  test.for<[string, Buffer]>([
    ["in fragments of a byte", bytes(0x00, 1, 0x61)],
    ["in empty fragments", bytes(0x00, 0)],
    ["in fragments with pongs between them", bytes(0x00, 1, 0x61, 0x8a, 0)],
  ])("%s", async ([, fragment], { stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(bytes(0x01, 1, 0x61));
    const written = await flood(link, Buffer.concat(Array.from({ length: 50 }, () => fragment)));
    expect(await watched.until("disconnected")).toMatchObject({
      id: "foe",
      cause: { phase: "live", kind: "violation" },
    });
    expect(written).toBeLessThan(10 << 20);
    await forgiven();
  });

  test("in fragments of 64 KiB ends at readLimit", async ({ stage }) => {
    const { watched, link, forgiven } = await meetFoe(stage, ACCEPT);
    await link.write(bytes(0x02, 1, 0x61));
    await flood(link, frame(0x0, Buffer.alloc(65_536)).fill(0x00, 0, 1));
    expect(await watched.until("disconnected")).toMatchObject({ cause: { kind: "readLimit" } });
    await forgiven();
  });
});
