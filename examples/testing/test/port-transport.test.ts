// A transport of one's own, proved by the suite: this file is configuration.
import { testTransport } from "@skep/testing";
import { test } from "vitest";
import { portTransport } from "../src/port-transport.ts";
import { PortServer } from "./support/port-server.ts";

// Each test asks for its server first and for its transport then.
let server = new PortServer();

testTransport({
  name: "ports",
  test,
  transport: () => portTransport(server.call),
  server: async () => (server = new PortServer()),
  capabilities: {
    ping: false,
    pause: false,
    unref: false,
    bufferedAmount: false,
    heard: false,
    terminate: true,
    releases: true,
    violations: false,
    blobs: false,
    hostile: false,
  },
});
