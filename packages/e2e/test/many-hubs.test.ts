// The example of many hubs as a program, over each broker: hubs and broker are killed and stopped under it, and its sheet is sound.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "./support/bundle.ts";
import { Child } from "./support/child.ts";
import { root } from "./support/outside.ts";
import { describeServer } from "./support/packages.ts";
import { sleep } from "./support/stage.ts";

const folder = mkdtempSync(join(tmpdir(), "skep-many-hubs-test-"));

beforeAll(async () => {
  const source = join(root, "examples/many-hubs/src");
  await bundle({ entryPoints: [join(source, "main.ts"), join(source, "hub.ts")], outdir: folder });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

class Fleet {
  readonly child: Child;

  constructor(args: readonly string[]) {
    this.child = Child.start(process.execPath, [join(folder, "main.js"), ...args]);
  }

  /** The process ids that a part has had. */
  pidsOf(name: string): number[] {
    const pattern = new RegExp(`^${name} running pid (\\d+)$`);
    return this.child.lines.flatMap((line) => pattern.exec(line)?.[1] ?? []).map(Number);
  }

  signal(name: string, signal: NodeJS.Signals): void {
    process.kill(this.pidsOf(name).at(-1) as number, signal);
  }

  /** Kills a part, and waits until there is another one. */
  async replace(name: string): Promise<void> {
    const count = this.pidsOf(name).length;
    this.signal(name, "SIGKILL");
    await expect.poll(() => this.pidsOf(name).length, { timeout: 60_000 }).toBe(count + 1);
  }

  /** Ends it, and gives its sheet: how many messages, by what became of them. */
  async sheet(): Promise<Record<string, number>> {
    this.child.kill("SIGTERM");
    await this.child.ended;
    const rows = this.child.lines.flatMap((line) => /^ +([\d,]+) {2}(.*)$/.exec(line) ?? []);
    const sheet: Record<string, number> = {};
    for (let at = 0; at < rows.length; at += 3)
      sheet[rows[at + 2] ?? ""] = Number(rows[at + 1]?.replaceAll(",", ""));
    return sheet;
  }
}

describeFleet("redis", "redis-server");
describeFleet("nats", "nats-server");

function describeFleet(engine: "redis" | "nats", server: "redis-server" | "nats-server"): void {
  describeServer(`many hubs over ${engine}`, [server], () => {
    test("lose nothing without a word, whoever is killed", async () => {
      const fleet = new Fleet(["--engine", engine, "--subscribers", "60", "--rate", "100"]);
      try {
        await fleet.child.line(/^many-hubs running$/);
        await sleep(1_000);
        await fleet.replace("hub-1");
        await sleep(1_000);
        await fleet.replace("broker");
        await sleep(1_000);
        fleet.signal("broker", "SIGSTOP");
        await sleep(3_000);
        fleet.signal("broker", "SIGCONT");
        await Promise.all([fleet.replace("hub-2"), fleet.replace("hub-3")]);
        await sleep(2_000);
        const sheet = await fleet.sheet();
        const owed = sheet["messages were owed to all subscribers together:"] ?? 0;
        expect(owed).toBeGreaterThan(100);
        expect(sheet).toMatchObject({
          "were lost without a word": 0,
          "are left over": 0,
          "came twice": 0,
        });
        // What is on the disk survives.
        if (engine === "nats") expect(sheet["came, each once and in order"]).toBe(owed);
        expect((await fleet.child.ended).code).toBe(0);
      } finally {
        await fleet.child.stop();
      }
    });
  });
}

test("an argument that cannot be is refused", async () => {
  const { child } = new Fleet(["--engine", "kafka"]);
  expect((await child.ended).code).toBe(1);
  expect(child.errors.join("\n")).toContain("--engine must be redis or nats, got kafka.");
});
