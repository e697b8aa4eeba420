// What `browserTransport` is given, on a platform without a WebSocket of its own.
import { ConfigError } from "@skep/core";
import { browserTransport } from "@skep/transport-browser";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeWebSocket } from "./support/fake-web-socket.ts";
import { said } from "../../../tools/production/said.ts";

beforeEach(() => vi.stubGlobal("WebSocket", undefined));
afterEach(() => vi.unstubAllGlobals());

test("without a class of its own or a given one there is nothing to dial with", () => {
  expect(() => browserTransport()).toThrow(ConfigError);
  expect(() => browserTransport()).toThrow(
    said(
      "browserTransport.WebSocket must be a class; this platform has none of its own, got undefined.",
    ),
  );
});

test("a class that is given is used, and the global one is not asked for", () => {
  expect(browserTransport({ WebSocket: FakeWebSocket })).toMatchObject({
    name: "platform",
    can: { headers: false, status: false, readLimit: false, serialHandshakes: false },
    warnings: [],
    base: undefined,
  });
});

test("only the platform's own class lets one handshake through at a time, and only in some browsers", () => {
  const serial = (options = {}): boolean | undefined =>
    browserTransport(options).can.serialHandshakes;
  vi.stubGlobal("navigator", { userAgent: "Mozilla/5.0 Gecko/20100101 Firefox/140.0" });
  vi.stubGlobal("WebSocket", FakeWebSocket);
  expect([serial(), serial({ WebSocket: class extends FakeWebSocket {} })]).toEqual([true, false]);
  vi.stubGlobal("navigator", { userAgent: "Bun/1.4.5" });
  expect(serial()).toBe(false);
});

test("the base is that of the moment: a page may move", () => {
  const transport = browserTransport({ WebSocket: FakeWebSocket });
  vi.stubGlobal("location", { href: "https://app.example/a" });
  expect(transport.base).toBe("https://app.example/a");
  vi.stubGlobal("location", { href: "https://app.example/b" });
  expect(transport.base).toBe("https://app.example/b");
});

test.each([
  ["no object", "fast", "browserTransport must be an object"],
  ["null", null, "browserTransport must be an object"],
  ["an unknown name", { Websocket: FakeWebSocket }, "browserTransport.Websocket must be a known"],
  ["no class", { WebSocket: {} }, "browserTransport.WebSocket must be a class"],
])("%s is refused", (_, options, message) => {
  expect(() => browserTransport(options as never)).toThrow(said(message));
});
