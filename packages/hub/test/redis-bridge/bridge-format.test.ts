// The format of the original's bridge: what is sent, what is taken, and what is dropped.

import { describe, expect, test } from "vitest";
import { payloadOf } from "../../src/payload.ts";
import { channelOf, envelopeOf, messageOf, nameOf } from "../../src/redis-bridge/bridge-format.ts";

const NOW = 1_800_000_000_000;
const TIME = Date.UTC(2026, 2, 1, 8, 30, 0, 500);

const arriving = (message: unknown, more: object = {}): string =>
  JSON.stringify({ sourceId: "node-a", message, ...more });

test("each channel has its name, and broadcasts have one of their own", () => {
  expect(nameOf("ws", "room:42")).toBe("ws:channel:room:42");
  expect(nameOf("ws", "$all")).toBe("ws:broadcast");
  for (const channel of ["room:42", "process:job-9", "$all"])
    expect(channelOf("ws", nameOf("ws", channel))).toBe(channel);
});

test.each([
  "ws:channel:",
  "ws:channel:a b",
  "ws:channel:process:a:b",
  "ws:channel:$all",
  "other:channel:a",
  "ws:other",
  "ws:channel:" + "x".repeat(257),
])("%s is no channel", (name) => {
  expect(channelOf("ws", name)).toBeUndefined();
});

test("what is sent is what the original sends", () => {
  const payload = payloadOf({ type: "process_status", processId: "job-9", json: '{"exitCode":2}' });
  const text = envelopeOf("s", { channel: "process:job-9", payload, time: TIME });
  expect(JSON.parse(text)).toEqual({
    sourceId: "s",
    message: {
      type: "process_status",
      channel: "process:job-9",
      processId: "job-9",
      data: { exitCode: 2 },
      timestamp: "2026-03-01T08:30:00.500Z",
    },
  });
});

test("a broadcast names no channel", () => {
  const request = { channel: "$all", payload: payloadOf({ type: "error", json: '"oh"' }), time: 0 };
  expect(JSON.parse(envelopeOf("s", request))["message"]).not.toHaveProperty("channel");
});

describe("what comes", () => {
  test("keeps the time of its publisher, whatever its offset from UTC", () => {
    const message = {
      type: "event",
      channel: "a",
      data: [1],
      timestamp: "2026-03-01T09:30:00.5+01:00",
    };
    expect(messageOf("a", arriving(message), NOW)).toEqual({
      payload: payloadOf({ type: "event", json: "[1]" }),
      time: TIME,
    });
  });

  test.each(["event", "process_output", "process_status", "error"])(
    "may be of the type %s",
    (type) => {
      const found = messageOf("a", arriving({ type, processId: "job", data: "x" }), NOW);
      expect(found).toEqual({
        payload: expect.stringMatching(new RegExp(`^${type} `)) as string,
        time: NOW,
      });
    },
  );

  test.each([undefined, null, "yesterday", 7.5e300])(
    "has come now where it says %j",
    (timestamp) => {
      const found = messageOf("a", arriving({ type: "event", timestamp }), NOW);
      expect(found).toMatchObject({ time: NOW });
    },
  );

  test("may say nothing", () => {
    expect(messageOf("a", arriving({ type: "event" }), NOW)).toEqual({
      payload: payloadOf({ type: "event", json: "null" }),
      time: NOW,
    });
  });

  test.each([
    ["", "it is empty"],
    ["{", "it is no envelope of the bridge"],
    ["null", "it is no envelope of the bridge"],
    ["7", "it is no envelope of the bridge"],
    [JSON.stringify({ message: { type: "event" } }), "it is no envelope of the bridge"],
    [JSON.stringify({ sourceId: "a" }), "it is no envelope of the bridge"],
    [arriving({ type: "event", data: "x".repeat(65_536) }), "it has more than 65536 bytes"],
    [arriving({ type: "event", data: "ä".repeat(40_000) }), "it has more than 65536 bytes"],
    // Each of these numbers is three times as long when it is written again.
    [
      `{"sourceId":"x","message":{"type":"event","data":[${"1e11,".repeat(8_000)}0]}}`,
      "it fits into no frame",
    ],
    [arriving({ type: "subscribed", channel: "a" }), "its message is none of a hub"],
    [arriving({ type: "error", data: "x", code: "forbidden" }), "its message is none of a hub"],
    [arriving({ type: "mystery" }), "its message is none of a hub"],
    [arriving(["event"]), "its message is none of a hub"],
    [arriving("event"), "its message is none of a hub"],
    [
      arriving({ type: "process_output", processId: "a:b", data: "x" }),
      "the id of its process is none",
    ],
  ])("is dropped: %.40s", (text, why) => {
    expect(messageOf("a", text, NOW)).toBe(why);
  });
});
