// The options of the engine over NATS, the connection that it is given, and the version of the server.

import { describe, expect, test } from "vitest";
import { natsEngine } from "../../src/nats.ts";
import type { NatsConnectionLike } from "../../src/nats/connection-like.ts";
import { fillNatsOptions, namespaceIn } from "../../src/nats/options.ts";
import { checkServer } from "../../src/nats/server-info.ts";
import { FakeConnection } from "./support/fake-connection.ts";

const codeOf = expect.objectContaining({ code: "ERR_CONFIG" });

describe("an option of the engine over NATS", () => {
  test.each([
    [{ prefix: "a.b" }, 'prefix must be 1 to 64 characters of A–Z a–z 0–9 _ -, got "a.b"'],
    [{ messages: 0 }, "messages must be a whole number from 1, got 0"],
    [{ keys: 1 }, "keys must be a whole number from 100, got 1"],
    [{ age: 1_000 }, "age must be a whole number from 120000, got 1000"],
    [{ bytes: 0.5 }, "bytes must be a whole number from 1, got 0.5"],
    [{ age: Number.MAX_SAFE_INTEGER }, "age must be a whole number up to 9223372036854, got 9007"],
    [{ replicas: 2 }, "replicas must be one of 1, 3, 5, got 2"],
    [{ replicas: "3" }, 'replicas must be one of 1, 3, 5, got "3"'],
    [{ topInterval: 1 }, "topInterval must be a number from 100"],
    [{ size: 1 }, "size must be a known name (messages"],
    [{ clock: {} }, "clock must be an object with"],
    [
      { namespaces: { chat: { bytes: 0 } } },
      "namespaces.chat.bytes must be a whole number from 1, got 0",
    ],
    [{ namespaces: { chat: { keys: 1 } } }, "namespaces.chat.keys must be a known name"],
    [{ namespaces: null }, "namespaces must be an object"],
    [{ namespaces: { chat: null } }, "namespaces.chat must be an object"],
    [{ namespaces: { [".".repeat(81)]: {} } }, "must be a name of at most 160 characters"],
    [
      { namespaces: { "a:b": {} } },
      "namespaces.a:b must be the part of a channel's name before its colon",
    ],
  ])("%j that cannot be used is told", (options, text) => {
    const make = (): unknown => natsEngine(new FakeConnection(), options as never);
    expect(make).toThrow(text);
    expect(make).toThrow(codeOf);
  });
});

test("a namespace has a stream of its own where it is named, which has what it leaves out from the others", () => {
  const options = {
    messages: 5,
    namespaces: { chat: { bytes: 9 }, "": {}, $all: { messages: 7 } },
  };
  const { streamFor, streams } = fillNatsOptions(options);
  expect(streams.map(({ bytes, messages, name }) => [name, messages, bytes])).toEqual([
    ["skep", 5, 1_073_741_824],
    ["skep_chat", 5, 9],
    ["skep_~e", 5, 1_073_741_824],
    ["skep_$all", 7, 1_073_741_824],
  ]);
  expect(
    ["room:1", "chat:1", "lobby", "$all", "chat"].map((channel) => streamFor(namespaceIn(channel))),
  ).toEqual([0, 1, 2, 3, 2]);
});

describe("a connection", () => {
  test.each([
    [
      { maxReconnectAttempts: 10 },
      "connection.maxReconnectAttempts must be -1, so that it never gives up, got 10",
    ],
    [{ maxReconnectAttempts: 0 }, "connection.maxReconnectAttempts must be -1"],
    [
      { maxReconnectAttempts: -1, reconnect: false },
      "connection.reconnect must be true, got false",
    ],
  ])("that gives up is refused: %j", (options, text) => {
    const connection = Object.assign(new FakeConnection(), { options });
    expect(() => natsEngine(connection)).toThrow(text);
  });

  test("that is none is refused", () => {
    const half = { publish() {}, subscribe() {}, status() {}, closed() {} };
    for (const connection of [undefined, null, {}, half, "nats://127.0.0.1"])
      expect(() => natsEngine(connection as unknown as NatsConnectionLike)).toThrow(codeOf);
  });
});

test("a server before 2.9 is refused, by its version", () => {
  for (const version of ["2.9.0", "2.9.10", "v2.10.0", "2.12.0-beta.1", "3.0.0"])
    checkServer({ version });
  for (const version of ["2.8.4", "1.99.0", "0.9", ""])
    expect(() => checkServer({ version })).toThrow(codeOf);
  expect(() => checkServer({ version: "2.8.4" })).toThrow(
    'connection must be one to nats-server 2.9.0 or later, got "2.8.4"',
  );
});

test("a server that does not take the longest publication is refused", () => {
  const version = "2.9.10";
  checkServer({ version, max_payload: 66_560 });
  expect(() => checkServer({ version, max_payload: 65_536 })).toThrow(
    "connection must be one to a server with a max_payload of at least 66560 bytes, got 65536",
  );
});
