// Which versions of which engines are told to have a hole.
import { expect, test } from "vitest";
import { FakeWebSocket } from "./support/fake-web-socket.ts";
import { knownFaults } from "../src/known-faults.ts";

const WebSocket = FakeWebSocket;

const platformOf = (undici: string | undefined, userAgent = "Node.js/24"): object => ({
  WebSocket,
  navigator: { userAgent },
  process: { versions: { node: "24.0.0", undici } },
});

test.each(["5.28.0", "6.29.0", "6.28.9", "7.29.9", "7.30.0", "8.0.0", "8.12.1"])(
  "undici %s keeps the pings of a flood",
  (undici) => {
    const [fault] = knownFaults(WebSocket, platformOf(undici));
    expect(fault).toContain("The built-in WebSocket of Node 24.0.0");
    expect(fault).toContain("GHSA-9fm3-97px-rjf6");
  },
);

test.each(["6.29.1", "6.30.0", "7.30.1", "7.31.0", "8.12.2", "8.13.0", "9.0.0", "10.1.0"])(
  "undici %s does not",
  (undici) => {
    expect(knownFaults(WebSocket, platformOf(undici))).toEqual([]);
  },
);

test("a class of another library is not Node's own", () => {
  expect(knownFaults(class extends FakeWebSocket {}, platformOf("7.0.0"))).toEqual([]);
});

test.each([
  ["workerd, which has Node's versions", platformOf("7.0.0", "Cloudflare-Workers")],
  ["a browser", { WebSocket, navigator: { userAgent: "Mozilla/5.0" } }],
  ["Deno", platformOf(undefined, "Deno/2.9.6")],
  ["a platform without a navigator", { WebSocket }],
])("%s is not Node", (_, platform) => {
  expect(knownFaults(WebSocket, platform)).toEqual([]);
});
