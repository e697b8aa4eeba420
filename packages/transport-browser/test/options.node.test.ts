// What `browserTransport` is given, on a platform without a WebSocket of its own.
import { ConfigError } from "@skep/core";
import { browserTransport } from "@skep/transport-browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./support/fake-web-socket.ts";

beforeEach(() => vi.stubGlobal("WebSocket", undefined));
afterEach(() => vi.unstubAllGlobals());

test("without a class of its own or a given one there is nothing to dial with", () => {
  expect(() => browserTransport()).toThrow(ConfigError);
  expect(() => browserTransport()).toThrow(
    "browserTransport.WebSocket must be a class; this platform has none of its own, got undefined.",
  );
});

test("a class that is given is used, and the global one is not asked for", () => {
  expect(browserTransport({ WebSocket: FakeWebSocket })).toMatchObject({
    name: "platform",
    can: { headers: false, status: false, readLimit: false },
    warnings: [],
  });
});

test.each([
  ["no object", "fast", "browserTransport must be an object"],
  ["null", null, "browserTransport must be an object"],
  ["an unknown name", { Websocket: FakeWebSocket }, "browserTransport.Websocket must be a known"],
  ["no class", { WebSocket: {} }, "browserTransport.WebSocket must be a class"],
])("%s is refused", (_, options, message) => {
  expect(() => browserTransport(options as never)).toThrow(message);
});
