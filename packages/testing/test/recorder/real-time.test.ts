// The recorder where time is real: over a socket, waiting for what comes.
import { RawServer } from "@skep/conformance";
import { Pool } from "@skep/core";
import { faults, Recorder } from "@skep/testing";
import { nodeTransport } from "@skep/transport-node";
import { expect, test } from "vitest";

test("a cut and the way back are recorded in order, and no wait is left", async () => {
  const server = await RawServer.start();
  const net = faults(nodeTransport(), [{ cut: { after: { received: 1 } } }]);
  const retry = { initialDelay: 20, minDelay: 20, jitter: "none" } as const;
  const pool = new Pool({ transport: net, retry });
  const recorder = new Recorder(pool);
  const signal = AbortSignal.timeout(10_000);
  try {
    pool.connect({ id: "a", url: () => server.url({ kind: "accept", greeting: "hello" }) });
    const { dial } = await recorder.until("message", { id: "a", count: 2, signal });
    expect(dial).toBe(2);
    expect(recorder.types("a")).toEqual([
      "connected",
      "message",
      "disconnected",
      "connected",
      "message",
    ]);
  } finally {
    await pool.close();
    await server.stop();
  }
  await expect(recorder.until("retired")).rejects.toThrow("then the pool was closed");
});
