// What a logger is given: one line an event; stacks and causes only at `debug`.

import { expect, test } from "vitest";
import type { PoolEvent } from "../../src/index.ts";
import type { LogContext, Logger } from "../../src/logger.ts";
import { logRecord } from "../../src/host/log-record.ts";
import { DialError } from "../../src/errors.ts";

/** The lines of one record. */
function lines(record: object): [level: string, message: string, context: object][] {
  const told: [string, string, object][] = [];
  const at = (level: keyof Logger) => (message: string, context: LogContext) =>
    void told.push([level, message, context]);
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  logRecord({ logger, component: "pool", hears: () => true }, {
    id: "a",
    peer: {},
    at: 1,
    dial: 2,
    ...record,
  } as PoolEvent);
  return told;
}

const about = { component: "pool", peer: "a" };

test("a failure is one line in words; the error with its stack is a line of debug", () => {
  const cause = new DialError({ phase: "handshake", kind: "status", status: 400 }, "a");
  const facts = { code: undefined, retryIn: 5, attempt: 1 };
  expect(lines({ type: "dialfailed", cause, reason: "the peer's words", ...facts })).toEqual([
    ["warn", "dialfailed", { ...about, at: 1, dial: 2, ...facts, reason: cause.message }],
    ["debug", "dialfailed", { ...about, cause }],
  ]);
});

test("a peer that was retired by an error of its worker's own is told with the name of that error", () => {
  const cause = new TypeError("token");
  expect(lines({ type: "retired", cause, remaining: 0 })).toEqual([
    ["warn", "retired", { ...about, at: 1, dial: 2, remaining: 0, reason: "TypeError" }],
    ["debug", "retired", { ...about, cause }],
  ]);
  expect(lines({ type: "retired", cause: "token", remaining: 0 })[0]?.[2]).toMatchObject({
    reason: "string",
  });
  expect(lines({ type: "retired", cause: undefined, remaining: 0 })).toHaveLength(1);
});

test("a link is told without its subprotocol, which may be a token", () => {
  expect(lines({ type: "connected", protocol: "token", connects: 1 })).toEqual([
    ["info", "connected", { ...about, at: 1, dial: 2, connects: 1 }],
  ]);
});

test("what a listener threw is handed over as it is, and a pool's own line names no peer", () => {
  const error = new Error("mine");
  expect(lines({ type: "error", id: undefined, peer: undefined, error })).toEqual([
    ["error", "error", { component: "pool", at: 1, dial: 2, error }],
  ]);
});
