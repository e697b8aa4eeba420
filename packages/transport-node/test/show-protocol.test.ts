// Which subprotocols an error shows whole.
import { expect, test } from "vitest";
import { showProtocol } from "../src/show-protocol.ts";

test.each([
  "mqtt",
  "chat.v2",
  "v12.stomp",
  "ocpp2.0.1",
  "wamp.2.json",
  "graphql-transport-ws",
  "actioncable-v1-json",
  "v4.channel.k8s.io",
])("%s is a name, and shown", (name) => {
  expect(showProtocol(name)).toBe(`"${name}"`);
});

test.each([
  ["bearer.canary", "bear…"],
  ["access_token-canary", "acce…"],
  ["eyJhbGciOiJIUzI1NiJ9.e30.c2ln", "eyJh…"],
  ["f3b1c0d2e4a59687", "f3b1…"],
  ["s3cr3tcanary", "s3cr…"],
  [`chat.${"word.".repeat(9)}v2`, "chat…"],
])("%s may be a token, and is cut", (name, shown) => {
  expect(showProtocol(name)).toBe(`"${shown}"`);
});

test("a name beside a word for credentials may be the credential, and is cut", () => {
  const offered = ["bearer", "stomp"];
  expect(offered.map((name) => showProtocol(name, offered))).toEqual(['"bear…"', '"stom…"']);
});

test("what a server chose cannot forge a line of a log", () => {
  expect(showProtocol('a"\n')).toBe(String.raw`"a\"\n…"`);
});
