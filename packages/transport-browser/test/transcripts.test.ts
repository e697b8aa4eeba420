// What a pool tells over the platform's WebSocket, in each engine that runs this.
import { platform, RemoteServer, testTranscripts } from "@skep/conformance/client";
import { browserTransport } from "@skep/transport-browser";
import { inject, test } from "vitest";

testTranscripts({
  name: "the platform",
  test,
  transport: () => browserTransport(),
  server: () => RemoteServer.start(inject("control")),
  others: platform[inject("engine")]?.otherTranscripts,
});
