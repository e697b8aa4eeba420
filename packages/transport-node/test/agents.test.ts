// Agents that make the connections in another way: to a Unix socket, and through a proxy that never answers.

import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { Pool } from "@skep/core";
import { nodeTransport } from "@skep/transport-node";
import { expect, test } from "vitest";
import { WebSocketServer } from "ws";

test("an agent that connects to a Unix socket reaches its server, with the host of the URL", async () => {
  const folder = mkdtempSync(join(tmpdir(), "skep-unix-"));
  const socketPath = join(folder, "feed.sock");
  const server = createServer();
  new WebSocketServer({ server }).on("connection", (peer, { headers }) =>
    peer.send(`you asked for ${headers.host}`),
  );
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const agent = Object.assign(new Agent(), { createConnection: () => connect(socketPath) });
  const pool = new Pool({ transport: nodeTransport({ agent }) });

  pool.connect("ws://feed/");

  for await (const { data } of pool.inbox) {
    expect(data).toBe("you asked for feed");
    await pool.close();
  }
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

test("an agent that hangs is ended by dialTimeout", async () => {
  /** As of a proxy that takes a CONNECT and never answers. */
  class Hanging extends Agent {
    readonly streams: Duplex[] = [];
    override createConnection(): Duplex {
      const stream = new Duplex({ read() {}, write: (_, __, done) => done() });
      this.streams.push(stream);
      return stream;
    }
  }
  const agent = new Hanging();
  const pool = new Pool({ transport: nodeTransport({ agent }), dialTimeout: 50 });
  const failed = new Promise<string>((resolve) =>
    pool.addEventListener("dialfailed", ({ cause }) => resolve(cause.kind), { once: true }),
  );

  pool.connect("ws://behind-a-proxy.example/");

  expect(await failed).toBe("timeout");
  await pool.close();
  await expect.poll(() => agent.streams.every(({ destroyed }) => destroyed)).toBe(true);
  expect(agent.streams.length).toBeGreaterThan(0);
});
