// The transport over ws, proved by the suite of the port: this file is configuration.
import { certificate, RawServer } from "@skep/conformance";
import { overWs } from "@skep/conformance/client";
import { testTransport } from "@skep/core/testing";
import { nodeTransport } from "@skep/transport-node";
import { test } from "vitest";

const engine = overWs["Node 20"];
if (engine === undefined) throw new Error("Nothing is known of ws on Node.");

testTransport({
  name: "ws",
  test,
  transport: () => nodeTransport(),
  server: () => RawServer.start(),
  ...engine,
});

testTransport({
  name: "ws over TLS",
  test,
  transport: () => nodeTransport({ ca: certificate.cert }),
  server: () => RawServer.start({ tls: certificate }),
  ...engine,
});
