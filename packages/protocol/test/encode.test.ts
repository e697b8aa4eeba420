// What is written: the fields of each version, and data of every kind.

import { describe, expect, test } from "vitest";
import { encodeFromClient, encodeFromHub, encodePublication, jsonOf } from "../src/encode.ts";

const event = {
  type: "event",
  channel: "c",
  data: 1,
  timestamp: 0,
  offset: 5,
  previous: 4,
  key: "k",
  re: 2,
} as const;

describe("a publication", () => {
  test("has in v0 neither position nor key", () => {
    expect(encodeFromHub(event, "v0")).toBe(
      '{"type":"event","channel":"c","data":1,"timestamp":"1970-01-01T00:00:00.000Z"}',
    );
    expect(encodeFromHub(event, "ms")).toBe(
      '{"type":"event","channel":"c","data":1,"timestamp":0,"re":2,"o":5,"k":"k"}',
    );
    expect(encodeFromHub(event)).toBe(encodeFromHub(event, "iso"));
  });

  test("names the one before it where that is not its neighbour, and where it has an offset", () => {
    expect(encodeFromHub({ ...event, previous: 2 })).toContain('"o":5,"p":2');
    expect(encodeFromHub({ ...event, offset: undefined, previous: 2 })).not.toContain('"p"');
  });

  test("leaves out null alone", () => {
    const dataOf = (data: unknown): unknown =>
      JSON.parse(encodeFromHub({ type: "event", channel: "c", data })).data;
    expect([0, "", false, [], {}].map(dataOf)).toEqual([0, "", false, [], {}]);
    expect(
      [null, undefined].map((data) => encodeFromHub({ type: "event", channel: "c", data })),
    ).toEqual(['{"type":"event","channel":"c"}', '{"type":"event","channel":"c"}']);
  });

  test("escapes what it is given: no name and no key becomes another field", () => {
    const text = 'a","x":1,"y":"\n{}';
    const stored = {
      type: "event",
      channel: text,
      processId: text,
      key: text,
      offset: 1,
      json: "1",
    } as const;
    const written = encodePublication(stored, "ms");
    expect(Object.keys(JSON.parse(written))).toEqual([
      "type",
      "channel",
      "processId",
      "data",
      "o",
      "k",
    ]);
    expect(written).not.toContain("\n");
  });
});

test("an answer of v0 is the text alone", () => {
  const failure = {
    type: "error",
    code: "rate",
    text: "no",
    re: 1,
    after: 5,
    timestamp: 0,
  } as const;
  expect(encodeFromHub(failure, "v0")).toBe(
    '{"type":"error","data":"no","timestamp":"1970-01-01T00:00:00.000Z"}',
  );
  expect(encodeFromHub({ type: "pong", re: 1, timestamp: 0 }, "v0")).toBe(
    '{"type":"pong","timestamp":"1970-01-01T00:00:00.000Z"}',
  );
});

test("data that JSON has no word for is null", () => {
  expect([undefined, () => {}, Symbol("x"), NaN].map(jsonOf)).toEqual([
    "null",
    "null",
    "null",
    "null",
  ]);
  expect(encodeFromClient({ type: "publish", id: 1, channel: "c", data: undefined })).toContain(
    '"data":null',
  );
  expect(() => jsonOf(1n)).toThrow(TypeError);
});
