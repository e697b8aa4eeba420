// The presets: one table of close codes and what each protocol means by them.

import { expect, test } from "vitest";
import {
  type Classify,
  classifyCentrifugo,
  classifyGraphqlWs,
  classifyNostr,
  classifyPusher,
  classifyYWebsocket,
} from "../../src/session/close-code-presets.ts";

const closed = (closeCode: number) => ({ phase: "live", kind: "closed", closeCode }) as const;

test.each<[string, Classify, Record<number, unknown>]>([
  [
    "Centrifugo",
    classifyCentrifugo,
    {
      3499: "retry",
      3500: "retire",
      3999: "retire",
      4401: "retry",
      4500: "retire",
      1008: "default",
    },
  ],
  [
    "graphql-ws",
    classifyGraphqlWs,
    {
      1002: "retire",
      1004: "default",
      1011: "retire",
      4400: "retire",
      4403: "default",
      4408: "default",
      4500: "retire",
    },
  ],
  ["Nostr", classifyNostr, { 4000: "retire", 4001: "default" }],
  [
    "Pusher",
    classifyPusher,
    { 4001: "retire", 4100: { retryAfter: 1_000 }, 4201: "retry", 4300: "default" },
  ],
  [
    "y-websocket",
    classifyYWebsocket,
    { 4399: "default", 4400: "retire", 4499: "retire", 4500: "default" },
  ],
])("%s", (_, classify, meant) => {
  for (const [code, verdict] of Object.entries(meant))
    expect(classify(closed(Number(code)), "default" as never), code).toEqual(verdict);
});

test("what is no close frame is left to the default", () => {
  expect(classifyNostr({ phase: "live", kind: "lost" }, "retry")).toBe("retry");
  expect(classifyNostr({ phase: "live", kind: "closed" }, "retry")).toBe("retry");
});
