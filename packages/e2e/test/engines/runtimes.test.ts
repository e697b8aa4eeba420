// A hub over each broker on Bun and Deno: it publishes, is told, and goes on when its broker was away.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelClient } from "@skep/channels";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { Child } from "../support/child.ts";
import type { BrokerServer } from "../support/engines/broker-server.ts";
import { NatsServer } from "../support/engines/nats-server.ts";
import { RedisServer } from "../support/engines/redis-server.ts";
import { describeServer, FILES } from "../support/packages.ts";

const out = mkdtempSync(join(tmpdir(), "skep-engine-hub-"));

const COMMANDS = {
  bun: [FILES.bun],
  deno: [FILES.deno ?? "", "run", "--no-config", "-A"],
} as const;

/** The program of a hub, which is told where the broker of its engine is. */
const BROKERS = {
  "redis-server": { program: "redis-hub", start: () => RedisServer.start(), scheme: "redis://" },
  "nats-server": { program: "nats-hub", start: () => NatsServer.start(), scheme: "" },
} satisfies Record<string, { program: string; start: () => Promise<BrokerServer>; scheme: string }>;

beforeAll(async () => {
  const programs = Object.values(BROKERS).map(({ program }) => program);
  const pathOf = (program: string): string =>
    fileURLToPath(new URL(`../support/programs/${program}.ts`, import.meta.url));
  const entryPoints = Object.fromEntries(programs.map((name) => [name, pathOf(name)]));
  await bundle({ entryPoints, outdir: out });
});

afterAll(() => rmSync(out, { recursive: true }));

for (const runtime of ["bun", "deno"] as const)
  for (const broker of ["redis-server", "nats-server"] as const)
    describeServer(`a hub over ${broker} on ${runtime}`, [runtime, broker], () => {
      test("publishes, delivers, and goes on when its server was killed and started again", async () => {
        const { program, scheme, start } = BROKERS[broker];
        const server = await start();
        const [command, ...args] = COMMANDS[runtime];
        const file = join(out, `${program}.js`);
        const child = Child.start(command, [...args, file, `${scheme}127.0.0.1:${server.port}`]);
        try {
          const [, port] = await child.line(/^port (\d+)$/);
          await child.line(/^published 1$/);
          await using client = new ChannelClient({ url: `ws://127.0.0.1:${port}` });
          const items = client.subscribe("room:1", { last: 10 })[Symbol.asyncIterator]();
          expect((await items.next()).value).toMatchObject({ data: { count: 1 } });
          await server.restart();
          await child.line(/^degraded$/);
          await child.line(/^published \d+$/, child.lines.indexOf("degraded"));
          let next = await items.next();
          // Redis has lost what it had.
          if (next.value?.type === "gap") next = await items.next();
          expect(next.value).toMatchObject({ data: { count: 2 } });
        } finally {
          await child.stop();
          await server.end();
        }
      });
    });
