// The transport over ws, proved by the suite of the port: this file is configuration.
import { testTransport } from "@skep/core/testing";
import { nodeTransport } from "@skep/transport-node";
import { test } from "vitest";
import { certificate } from "@skep/conformance";
import { RawServer } from "@skep/conformance";

const capabilities = {
  ping: true,
  pause: true,
  unref: true,
  bufferedAmount: true,
  heard: true,
  terminate: true,
  releases: true,
  violations: true,
  hostile: true,
};

testTransport({
  name: "ws",
  test,
  transport: () => nodeTransport(),
  server: () => RawServer.start(),
  capabilities,
});

testTransport({
  name: "ws over TLS",
  test,
  transport: () => nodeTransport({ ca: certificate.cert }),
  server: () => RawServer.start({ tls: certificate }),
  capabilities,
});
