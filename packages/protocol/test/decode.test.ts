// What is read from the network: every message with every field, and everything that is none.

import { describe, expect, test } from "vitest";
import { decodeFromClient, decodeFromHub } from "../src/decode.ts";

const fromClient = (message: unknown): unknown => decodeFromClient(JSON.stringify(message))[0];
const fromHub = (message: unknown): unknown => decodeFromHub(JSON.stringify(message))[0];
const bad = (text: string, id?: number): unknown => ({
  type: "bad_frame",
  text,
  ...(id === undefined ? {} : { id }),
});

describe("a frame", () => {
  test("holds messages between line breaks, and blank lines are none", () => {
    const frame = '\n{"type":"ping"}\n \n{"type":"ping","id":2}\n\n{"type"\n{"type":"ping"}\n';
    expect(decodeFromClient(frame)).toEqual([
      { type: "ping", id: undefined },
      { type: "ping", id: 2 },
      bad("the message is not JSON"),
    ]);
  });

  test("holds one message where it is written for humans, as in the original", () => {
    expect(decodeFromClient(JSON.stringify({ type: "ping", id: 1 }, undefined, 2))).toEqual([
      { type: "ping", id: 1 },
    ]);
  });

  test("of a hub loses no message for another one", () => {
    const types = decodeFromHub('{"type":"ping"}\n{\n7\n{"type":"pong"}').map(({ type }) => type);
    expect(types).toEqual(["ping", "bad_frame", "bad_frame", "pong"]);
    expect(decodeFromHub('{"type":"ack","re":7,"o":-1}')).toMatchObject([
      { type: "bad_frame", re: 7 },
    ]);
  });

  test.each(["", " ", "\n", "\n \n"])("of %j holds nothing", (frame) => {
    expect([decodeFromClient(frame), decodeFromHub(frame)]).toEqual([[], []]);
  });

  test.each(["{", "nul", "[".repeat(10_000), '{"type":"ping"}{"type":"ping"}', "\u0000"])(
    "of %j is no message",
    (frame) => {
      expect(decodeFromClient(frame)).toEqual([bad("the message is not JSON")]);
    },
  );

  test.each(["null", "1", '"ping"', "[]", "true"])("of %s is no message", (frame) => {
    expect(decodeFromHub(frame)).toEqual([bad("a message must be an object")]);
  });
});

describe("a message", () => {
  test("without a type, or with one that is no text, is none", () => {
    expect([fromClient({ id: 7 }), fromHub({ type: 3, re: 1 })]).toEqual([
      bad("type is missing", 7),
      { type: "bad_frame", text: "type must be text", re: 1 },
    ]);
  });

  test("of an unknown type, or of an inherited name, is unknown", () => {
    expect([
      fromClient({ type: "call", id: 4 }),
      fromHub({ type: "constructor" }),
      fromHub({ type: "__proto__" }),
    ]).toEqual([{ type: "unknown", id: 4 }, { type: "unknown" }, { type: "unknown" }]);
    expect(fromClient({ type: "event" })).toEqual({ type: "unknown" });
  });

  test("pollutes no prototype", () => {
    const frame =
      '{"__proto__":{"type":"ping","polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    expect(decodeFromClient(frame)).toEqual([bad("type is missing")]);
    const [publish] = decodeFromClient(
      '{"type":"publish","id":1,"channel":"c","data":{"__proto__":{"polluted":1}}}',
    );
    expect(JSON.stringify(publish)).toContain('"data":{"__proto__":{"polluted":1}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  const wrong: [object, string][] = [
    [{ type: "hello", v: 1 }, "id is missing"],
    [{ type: "hello", id: 1 }, "v must be a version, or a list of versions"],
    [{ type: "hello", id: 1, v: [1, "2"] }, "v must be a version, or a list of versions"],
    [{ type: "hello", id: 1, v: 1, token: 5 }, "token must be text"],
    [{ type: "subscribe" }, "channel is missing"],
    [{ type: "subscribe", channel: "", data: "" }, "channel is missing"],
    [{ type: "subscribe", data: 5 }, "data must be text"],
    [{ type: "subscribe", data: ["a"] }, "data must be text"],
    [{ type: "subscribe", channel: 5 }, "channel must be text"],
    [{ type: "subscribe", channel: "c", id: -1 }, "id must be a whole number from 0 to 2^53 - 1"],
    [
      { type: "subscribe", channel: "c", id: 2 ** 53 },
      "id must be a whole number from 0 to 2^53 - 1",
    ],
    [
      { type: "subscribe", channel: "c", last: 1.5 },
      "last must be a whole number from 0 to 2^53 - 1",
    ],
    [{ type: "subscribe", channel: "c", since: [] }, "since must be an object"],
    [{ type: "subscribe", channel: "c", since: { o: 1 } }, "the epoch of since is missing"],
    [{ type: "subscribe", channel: "c", since: { e: "k" } }, "o is missing"],
    [
      { type: "subscribe", channel: "c", since: { e: "k".repeat(33), o: 1 } },
      "e must have at most 32 characters",
    ],
    [{ type: "publish", id: 1 }, "channel is missing"],
    [{ type: "publish", channel: "c" }, "id is missing"],
    [{ type: "publish", id: 1, channel: "c", k: {} }, "k must be text"],
    [{ type: "history", id: 1 }, "channel is missing"],
    [{ type: "auth", id: 1 }, "token is missing"],
  ];
  test.each(wrong)("of a client that says %j is told what is wrong", (message, text) => {
    expect(fromClient(message)).toMatchObject({ type: "bad_frame", text });
  });

  const wrongOfHub: [object, string][] = [
    [{ type: "ack" }, "re is missing"],
    [{ type: "ack", re: 1, recovered: "yes" }, "recovered must be true or false"],
    [{ type: "gap", reason: "slow" }, "e is missing"],
    [{ type: "gap", e: "k" }, "o is missing"],
    [{ type: "event", o: "1" }, "o must be a whole number from 0 to 2^53 - 1"],
    [{ type: "welcome", re: 1 }, "v is missing"],
    [{ type: "welcome", re: 1, v: 1, limits: 5 }, "limits must be an object"],
    [{ type: "error", code: "rate", data: 5 }, "data must be text"],
  ];
  test.each(wrongOfHub)("of a hub that says %j is none", (message, text) => {
    expect(fromHub(message)).toMatchObject({ type: "bad_frame", text });
  });

  test("may not be nested more than 64 deep in its data", () => {
    const nested = (depth: number): string =>
      `{"type":"publish","id":9,"channel":"c","data":${"[".repeat(depth)}${"]".repeat(depth)}}`;
    expect(decodeFromClient(nested(64))[0]).toMatchObject({ type: "publish" });
    expect(decodeFromClient(nested(65))).toEqual([bad("data is nested more than 64 deep", 9)]);
    expect(decodeFromClient(nested(30_000))[0]).toMatchObject({ type: "bad_frame" });
  });
});

describe("v0", () => {
  test("names the channel of a subscription in one of two places", () => {
    expect(fromClient({ type: "subscribe", data: "a" })).toMatchObject({ channel: "a" });
    expect(fromClient({ type: "subscribe", channel: "", data: "a" })).toMatchObject({
      channel: "a",
    });
    expect(fromClient({ type: "unsubscribe", channel: "b", data: "a" })).toMatchObject({
      channel: "b",
    });
    expect(fromClient({ type: "subscribe", channel: "b", data: { x: 1 } })).toMatchObject({
      channel: "b",
    });
  });

  test("loses no message for its timestamp", () => {
    expect(fromClient({ type: "ping", timestamp: 5 })).toEqual({ type: "ping", id: undefined });
    const none = ["yesterday", "build 5", "2026-03-01T09:30:00", {}, null, -1, 1.5, 9e15];
    const times = [
      "2026-03-01T09:30:00.5+01:00",
      "2026-03-01T08:30:00.500999Z",
      1_772_353_800_500,
      ...none,
    ];
    expect(
      times.map(
        (timestamp) => (fromHub({ type: "event", timestamp }) as { timestamp: unknown }).timestamp,
      ),
    ).toEqual([
      ...Array.from({ length: 3 }, () => 1_772_353_800_500),
      ...none.map(() => undefined),
    ]);
  });

  test("says an error without a code, which looks like a broadcast", () => {
    expect(fromHub({ type: "error", data: "invalid channel name" })).toMatchObject({
      type: "error",
      channel: "$all",
    });
  });
});

test("a publication has the fields that it came with, and no others", () => {
  const keysOf = (message: object): string[] =>
    Object.keys(decodeFromHub(JSON.stringify({ type: "event", ...message }))[0] ?? {});
  const timestamp = 1_772_357_401_000;
  const plain = ["type", "channel", "data", "timestamp", "offset", "previous"];
  expect(keysOf({})).toEqual(["type", "channel", "data"]);
  expect(keysOf({ data: 1, timestamp, o: 2 })).toEqual(plain);
  expect(keysOf({ data: 1, timestamp, o: 2, k: "k" })).toEqual([...plain, "key"]);
  expect(keysOf({ processId: "p", re: 1, o: 2 })).toEqual([
    "type",
    "channel",
    "processId",
    "data",
    "offset",
    "previous",
    "re",
  ]);
});

test("a request that names no channel is about broadcasts, where it asks for an answer", () => {
  expect(fromClient({ type: "subscribe", id: 3 })).toMatchObject({ channel: "$all", id: 3 });
  expect(fromClient({ type: "subscribe", id: 3, data: "a" })).toMatchObject({ channel: "a" });
  expect(fromClient({ type: "subscribe", id: 3, channel: "a" })).toMatchObject({ channel: "a" });
  expect(fromClient({ type: "unsubscribe", id: 3 })).toMatchObject({ type: "bad_frame" });
});

test("an error that answers a request is one, also without a code", () => {
  expect(fromHub({ type: "error", re: 3, data: "no" })).toMatchObject({
    code: "internal",
    re: 3,
    text: "no",
  });
  expect(fromHub({ type: "error", re: 3 })).toMatchObject({ code: "internal", text: "internal" });
});

test("a word of a later version is taken for the nearest one", () => {
  expect(fromHub({ type: "error", re: 1, code: "too_blue", data: "no" })).toMatchObject({
    code: "internal",
    text: "no",
  });
  expect(fromHub({ type: "error", re: 1, code: "rate" })).toMatchObject({
    code: "rate",
    text: "rate",
  });
  expect(fromHub({ type: "gap", e: "k", o: 1, reason: "moon" })).toMatchObject({
    reason: "unknown",
  });
  expect(fromHub({ type: "gap", e: "k", o: 1 })).toMatchObject({
    reason: "unknown",
    channel: "$all",
  });
  expect(fromHub({ type: "goaway", code: "moon" })).toEqual({
    type: "goaway",
    code: "draining",
    after: 0,
  });
  expect(fromHub({ type: "goaway" })).toEqual({ type: "goaway", code: "draining", after: 0 });
});
