// A hub over NATS on Bun and Deno: it publishes, is told, and is back when its server was killed and started again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelClient } from "@skep/channels";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { Child } from "../support/child.ts";
import { NatsServer } from "../support/engines/nats-server.ts";
import { describeServer, FILES } from "../support/packages.ts";

const PROGRAM = fileURLToPath(new URL("../support/programs/nats-hub.ts", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "skep-nats-hub-"));
const file = join(out, "nats-hub.js");

const COMMANDS = {
  bun: [FILES.bun, file],
  deno: [FILES.deno ?? "", "run", "--no-config", "-A", file],
} as const;

beforeAll(() => bundle({ entryPoints: { "nats-hub": PROGRAM }, outdir: out }));

afterAll(() => rmSync(out, { recursive: true }));

for (const runtime of ["bun", "deno"] as const)
  describeServer(`a hub over nats-server on ${runtime}`, [runtime, "nats-server"], () => {
    test("publishes, delivers, and goes on when its server was killed", async () => {
      const server = await NatsServer.start();
      const [command, ...args] = COMMANDS[runtime];
      const child = Child.start(command, [...args, `127.0.0.1:${server.port}`]);
      try {
        const [, port] = await child.line(/^port (\d+)$/);
        await child.line(/^published 1$/);
        await using client = new ChannelClient({ url: `ws://127.0.0.1:${port}` });
        const items = client.subscribe("room:1", { last: 10 })[Symbol.asyncIterator]();
        expect((await items.next()).value).toMatchObject({ data: { count: 1 } });
        await server.restart();
        await child.line(/^degraded$/);
        await child.line(/^published 2$/);
        expect((await items.next()).value).toMatchObject({ data: { count: 2 } });
      } finally {
        await child.stop();
        await server.end();
      }
    });
  });
