// socket.io with its streams over Redis under the faults of our engine, for the page about scaling. It shows what others do, and judges nobody: what is checked is
// that the run counts.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import type { Fault } from "../support/engines/fault-run.ts";
import { isForPage, keepReport } from "../support/engines/fault-table.ts";
import { RedisBroker } from "../support/engines/redis-broker.ts";
import { redisFaults } from "../support/engines/redis-faults.ts";
import { runSocketIo } from "../support/engines/socket-io-run.ts";
import { describeServer } from "../support/packages.ts";

const nothing: Fault<RedisBroker> = { name: "nothing goes wrong", run: async () => {} };

describeServer("socket.io over Redis", ["redis-server"], () => {
  const folder = mkdtempSync(join(tmpdir(), "skep-socket-io-"));
  const program = join(folder, "socket-io.js");

  beforeAll(async () => {
    const entry = new URL("../support/programs/socket-io.ts", import.meta.url).pathname;
    await bundle({ entryPoints: [entry], outdir: folder });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("delivers each message once and in order where nothing goes wrong", async () => {
    const broker = await RedisBroker.start();
    try {
      const report = await runSocketIo(program, broker, nothing);
      await keepReport("socket.io", nothing.name, report);
      expect(report).toMatchObject({ lost: 0, doubled: 0, disordered: 0, unhandled: 0 });
      expect(report.delivered).toBe(report.published * 3);
    } finally {
      await broker.end();
    }
  });

  // Each run takes as long as ours; the page alone needs them.
  for (const fault of isForPage ? redisFaults : [])
    test(fault.name, async () => {
      const broker = await RedisBroker.start();
      try {
        await keepReport("socket.io", fault.name, await runSocketIo(program, broker, fault));
      } finally {
        await broker.end();
      }
    });
});
