// A hub over Redis on Bun and Deno: it publishes, is told, and is back when its connections were killed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelClient } from "@skep/channels";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { Child } from "../support/child.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { describeServer, FILES } from "../support/packages.ts";

const PROGRAM = fileURLToPath(new URL("../support/programs/redis-hub.ts", import.meta.url));
const out = mkdtempSync(join(tmpdir(), "skep-redis-hub-"));
const file = join(out, "redis-hub.js");

const COMMANDS = {
  bun: [FILES.bun, file],
  deno: [FILES.deno ?? "", "run", "--no-config", "-A", file],
} as const;

beforeAll(() => bundle({ entryPoints: { "redis-hub": PROGRAM }, outdir: out }));

afterAll(() => rmSync(out, { recursive: true }));

for (const runtime of ["bun", "deno"] as const)
  describeServer(`a hub over redis-server on ${runtime}`, [runtime, "redis-server"], () => {
    test("publishes, delivers, and goes on when its connections were killed", async () => {
      const server = await RedisServer.start();
      const [command, ...args] = COMMANDS[runtime];
      const child = Child.start(command, [...args, server.url]);
      try {
        const [, port] = await child.line(/^port (\d+)$/);
        await child.line(/^published 1$/);
        await using client = new ChannelClient({ url: `ws://127.0.0.1:${port}` });
        const items = client.subscribe("room:1", { last: 10 })[Symbol.asyncIterator]();
        expect((await items.next()).value).toMatchObject({ data: { count: 1 } });
        await server.ask("CLIENT", "KILL", "TYPE", "pubsub");
        await child.line(/^degraded$/);
        await child.line(/^published 2$/);
        expect((await items.next()).value).toMatchObject({ data: { count: 2 } });
      } finally {
        await child.stop();
        await server.end();
      }
    });
  });
