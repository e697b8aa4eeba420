// What an application may send: each fault is told before anything happens.

import { describe, expect, test } from "vitest";
import {
  eventTo,
  type OutboundMessage,
  outboundOf,
  processOutput,
  processStatus,
} from "../src/outbound.ts";

describe("an outbound message", () => {
  test("has the text that clients are sent, also where it is empty", () => {
    expect(outboundOf({ type: "error", data: "" }).draft.json).toBe('""');
    expect(outboundOf({ type: "event" }).draft.json).toBe("null");
    expect(processOutput("p", "")).toEqual({
      channel: "process:p",
      draft: { type: "process_output", processId: "p", json: '""' },
    });
    for (const code of [0, 1, 137, -1])
      expect(processStatus("p", "", code).draft.json).toBe(`{"status":"","exitCode":${code}}`);
  });

  const bad: [string, () => unknown, string][] = [
    ["a type", () => outboundOf({ type: "sing" } as never), "type must be one of event,"],
    ["no type", () => outboundOf({} as OutboundMessage), "type must be one of event,"],
    ["the word", () => outboundOf({ type: "toString" } as never), "type must be one of event,"],
    ...["a:b", "", " a", "a b", "a\n", "ä", "x".repeat(129)].map(
      (id): [string, () => unknown, string] => [
        `the process id ${JSON.stringify(id)}`,
        () => outboundOf({ type: "event", processId: id }),
        "processId must be the id of a process",
      ],
    ),
    ["an id", () => processOutput("a:b", "x"), "id must be the id of a process"],
    ["an id", () => processStatus("", "exited", 0), "id must be the id of a process"],
    [
      "a channel",
      () => eventTo("$all", 1, undefined),
      "channel must be the name of a channel (1 to 256 characters of",
    ],
    ["a key", () => eventTo("a", 1, "a b"), "key must be 1 to 64 visible characters"],
    ["data", () => outboundOf({ type: "event", data: "x".repeat(65_400) }), "data must be such"],
  ];
  test.each(bad)("with %s that cannot be is refused: %#", (_what, make, text) => {
    expect(make).toThrow(text);
  });

  test("with data that has no JSON names the data, and why", () => {
    const told = { code: "ERR_CONFIG", path: "data", cause: expect.any(TypeError) };
    expect(() => outboundOf({ type: "event", data: 1n })).toThrow(expect.objectContaining(told));
    const circle: { self?: object } = {};
    circle.self = circle;
    expect(() => eventTo("a", circle, undefined)).toThrow(expect.objectContaining(told));
  });

  test("takes a process id of 128 characters", () => {
    expect(outboundOf({ type: "event", processId: "x".repeat(128) }).draft.processId).toHaveLength(
      128,
    );
  });
});
