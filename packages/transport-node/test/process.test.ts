// What only a process of its own can show: that it ends, and that nothing in it goes unhandled.
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "./support/program.ts";
import { RawServer } from "@skep/conformance";

let server: RawServer;

beforeEach(async () => {
  server = await RawServer.start();
});

afterEach(() => server.stop());

test("unreferenced sockets let the process end, open or not", async () => {
  const urls = [server.url({ kind: "accept" }), server.url({ kind: "mute" })];
  expect(await run("unreferenced", urls)).toBe("opened done");
});

test("whatever goes wrong, no error is unhandled and nothing keeps the process", async () => {
  const urls = [
    "no url",
    server.url({ kind: "nobody" }),
    server.url({ kind: "status", status: 401, body: "no" }),
    server.url({ kind: "forged", what: "key" }),
    server.url({ kind: "forged", what: "http" }),
    "wss://127.0.0.1:1/",
    // A label of 64 octets (RFC 1035 2.3.4 allows 63): no resolver is asked, whose answer may take seconds.
    `ws://${"x".repeat(64)}.invalid/`,
  ];
  expect(await run("failing", urls)).toBe("done");
});
