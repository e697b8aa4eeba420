// Faults without a script are no faults: the suite of the transport port passes around memory and around ws.
import { RawServer } from "@skep/conformance";
import { overWs } from "@skep/conformance/client";
import { MemoryTransport, testTransport } from "@skep/core/testing";
import { faults } from "@skep/testing";
import { nodeTransport } from "@skep/transport-node";
import { test } from "vitest";
import { MemoryServer } from "../../../core/test/testing/support/memory-server.ts";

const engine = overWs["Node 20"];
if (engine === undefined) throw new Error("Nothing is known of ws on Node.");

let server = new MemoryServer();
testTransport({
  name: "faults around memory",
  test,
  transport: () => faults(new MemoryTransport({ onDial: server.welcome })),
  server: async () => (server = new MemoryServer()),
  capabilities: {
    ping: true,
    pause: true,
    unref: true,
    bufferedAmount: true,
    heard: true,
    terminate: true,
    releases: true,
    violations: true,
    closing: true,
    progress: true,
    answerHeaders: true,
    hostile: true,
  },
});

testTransport({
  name: "faults around faults around ws",
  test,
  transport: () => faults(faults(nodeTransport())),
  server: () => RawServer.start(),
  ...engine,
});

testTransport({
  name: "a late link over ws",
  test,
  transport: () => faults(nodeTransport(), { latency: 1, answer: { kind: "accept", after: 1 } }),
  server: () => RawServer.start(),
  ...engine,
});
