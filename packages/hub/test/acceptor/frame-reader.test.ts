// The frames of a client on platforms that cannot stop reading.

import { expect, test } from "vitest";
import { FrameReader } from "../../src/acceptor/frame-reader.ts";

function start(maxPayload?: number): { reader: FrameReader; told: unknown[] } {
  const told: unknown[] = [];
  const reader: FrameReader = new FrameReader({
    maxPayload,
    deliver: (frame) => {
      told.push(frame);
      if (frame === "pause") reader.pause();
    },
    close: (code) => {
      told.push(code);
      reader.end();
    },
    terminate: () => {
      told.push("terminated");
      reader.end();
    },
  });
  return { reader, told };
}

test("bytes are read as text, with a U+FEFF at their beginning", () => {
  const { reader, told } = start();
  reader.take(new TextEncoder().encode("\u{FEFF}é"));
  expect(told).toEqual(["\u{FEFF}é"]);
});

test("what comes while it is paused is delivered in its order, until it is paused again", () => {
  const { reader, told } = start();
  reader.pause();
  for (const frame of ["1", "pause", "2"]) reader.take(frame);
  expect(told).toEqual([]);
  reader.resume();
  expect(told).toEqual(["1", "pause"]);
  reader.take("3");
  reader.resume();
  expect(told).toEqual(["1", "pause", "2", "3"]);
});

test("more than can be held ends the link with 4429, and nothing is delivered afterwards", () => {
  for (const [frame, most] of [
    ["", 2_048],
    ["é".repeat(64), 1_024],
    ["x".repeat(65_536), 3],
  ] as const) {
    const { reader, told } = start();
    reader.pause();
    for (let count = 0; count < most; count++) reader.take(frame);
    expect(told).toEqual([]);
    reader.take(frame);
    expect(told).toEqual([4429]);
    reader.take(frame);
    reader.resume();
    expect(told).toEqual([4429]);
  }
});

test("what was delivered no longer counts as held", () => {
  const { reader, told } = start();
  for (let round = 0; round < 10; round++) {
    reader.pause();
    for (let count = 0; count < 2; count++) reader.take("x".repeat(65_536));
    reader.resume();
  }
  expect(told.length).toBe(20);
});

test("a frame is measured in bytes: one that is too long ends the link with 1009", () => {
  const { reader, told } = start(6);
  for (const frame of ["123456", "ééé", "€€"]) reader.take(frame);
  reader.take("€€1");
  expect(told).toEqual(["123456", "ééé", "€€", 1009]);
  expect(start(6).told).toEqual([]);
});

test("a limit ends the link when more comes, until it is lifted", () => {
  const { reader, told } = start();
  reader.limit(4);
  reader.take("123");
  reader.limit(undefined);
  reader.take("123456");
  reader.limit(4);
  reader.take("éé");
  reader.take("1");
  expect(told).toEqual(["123", "123456", "éé", "terminated"]);
});
