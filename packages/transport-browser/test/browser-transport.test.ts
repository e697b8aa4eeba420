// The transport over the platform's WebSocket, proved by the suite of the port in each engine that runs this.
import { platform, RemoteServer } from "@skep/conformance/client";
import { testTransport } from "@skep/core/testing";
import { browserTransport } from "@skep/transport-browser";
import { inject, test } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What runs this test. */
    engine: string;
  }
}

const engine = platform[inject("engine")];
if (engine === undefined) throw new Error(`Nothing is known of ${inject("engine")}.`);

testTransport({
  name: "platform",
  test,
  transport: () => browserTransport(),
  server: () => RemoteServer.start(inject("control")),
  ...engine,
  // Below what the runner allows; a machine that does other things as well is no reason to fail.
  timeout: 15_000,
});
