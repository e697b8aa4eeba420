// What a pool tells over ws: the same as over any other transport, and more where it can.
import { ControlServer } from "@skep/conformance";
import { RemoteServer, testTranscripts } from "@skep/conformance/client";
import { nodeTransport } from "@skep/transport-node";
import { afterAll, beforeAll, test } from "vitest";

let control: ControlServer;

beforeAll(async () => {
  control = await ControlServer.start();
});

afterAll(() => control.stop());

testTranscripts({
  name: "ws",
  test,
  transport: () => nodeTransport(),
  server: () => RemoteServer.start(control.url),
});
