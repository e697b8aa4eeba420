// Events and states in words.

import { ConnectionClosedError, DialError, type PoolEvent, type Peer } from "skep";
import { expect, test } from "vitest";
import { wordsFor } from "../../src/words/event-words.ts";
import { printable, printableData } from "../../src/words/printable.ts";
import { stateWords } from "../../src/words/state-words.ts";
import { row } from "../support/row.ts";

const ABOUT = { id: "a", peer: {} as Peer, at: 0, dial: 2 };
const closed = new ConnectionClosedError({ phase: "live", kind: "closed", closeCode: 1012 });
const refused = new DialError({ phase: "handshake", kind: "status", status: 503 });
const overflow = {
  ...ABOUT,
  type: "overflow",
  total: 9,
  why: "closing",
  policy: "disconnect",
} as const;

test.each<[PoolEvent, string]>([
  [{ ...ABOUT, type: "connected", protocol: "", connects: 1 }, "connected: by dial 2"],
  [{ ...ABOUT, type: "connected", protocol: "", connects: 2 }, "connected: again, by dial 2"],
  [
    {
      ...ABOUT,
      type: "disconnected",
      cause: closed,
      code: 1012,
      reason: "restart",
      retryIn: 1_440,
    },
    "disconnected: restart (1012); again in 1.4 s",
  ],
  [
    {
      ...ABOUT,
      type: "disconnected",
      cause: closed,
      code: 1012,
      reason: "closed with 1012",
      retryIn: 0,
    },
    "disconnected: closed with 1012; again at once",
  ],
  [
    {
      ...ABOUT,
      type: "dialfailed",
      cause: refused,
      code: undefined,
      reason: "no",
      retryIn: undefined,
      attempt: 1,
    },
    "dial failed: no",
  ],
  [{ ...ABOUT, type: "retired", cause: new Error("Enough."), remaining: 0 }, "given up: Enough."],
  [{ ...ABOUT, type: "retired", cause: undefined, remaining: 0 }, "given up: its worker ended"],
  [{ ...overflow, dropped: 1 }, "dropped: 1 message: we had said goodbye already"],
  [{ ...overflow, dropped: 9_000 }, "dropped: 9,000 messages: we had said goodbye already"],
  [{ type: "warning", at: 0, message: "Look out." }, "warning: Look out."],
  [{ type: "error", at: 0, error: { odd: 1 } }, "error: { odd: 1 }"],
  [
    { type: "warning", at: 0, message: "Look out.", missed: 3 },
    "warning: Look out. (3 events before it are missing)",
  ],
])("%o", (event, expected) => {
  const { what, detail } = wordsFor(event);
  expect(`${what}: ${detail}`).toBe(expected);
});

test("a peer's own words cannot move the cursor", () => {
  const reason = "\u001B[2Jgone\r\n\u009B1m\u2028";
  const event = { ...ABOUT, type: "disconnected", cause: closed, code: 1000, reason } as const;
  expect(wordsFor({ ...event, retryIn: undefined }).detail).toBe("·[2Jgone·1m· (1000)");
  expect(printable("\u0000a\u007F")).toBe("·a·");
});

test("a message is shown as far as a line could hold it", () => {
  expect(printableData(undefined)).toBe("");
  expect(printableData("x".repeat(1_000))).toHaveLength(300);
  expect(printableData(new Uint8Array(5))).toBe("5 bytes");
});

test.each([
  [row(), 17, "connected"],
  [row({ paused: true }), 17, "connected, paused"],
  [row({ paused: true }), 12, "paused"],
  [row({ silence: 2_300 }), 17, "silent 2.3 s"],
  [row({ silence: 2_300, stats: { liveness: "none" } }), 17, "connected"],
  [row({ stats: { state: "waiting" }, paused: true }), 17, "waiting"],
])("a state says what a viewer should know", (given, width, text) => {
  expect(stateWords(given, width).text).toBe(text);
});
