// The programs of the hub's README for Bun and Deno, run there as they stand.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChannelClient } from "@skep/channels";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundle } from "../support/bundle.ts";
import { Child } from "../support/child.ts";
import { describeServer, FILES } from "../support/packages.ts";

const page = readFileSync(new URL("../../../hub/README.md", import.meta.url), "utf8");

/** Beside this file, so that the packages are found from it. */
const folder = mkdtempSync(fileURLToPath(new URL(".readme-", import.meta.url)));
const out = mkdtempSync(join(tmpdir(), "skep-readme-"));

const COMMANDS = {
  bun: (file: string) => [FILES.bun, file],
  deno: (file: string) => [FILES.deno ?? "", "run", "--no-config", "-A", file],
} as const;

type Runtime = keyof typeof COMMANDS;
const RUNTIMES: readonly Runtime[] = ["bun", "deno"];

beforeAll(async () => {
  for (const runtime of RUNTIMES) {
    const [, code] = new RegExp(`^\`\`\`js ${runtime}\n(.*?)^\`\`\`$`, "ms").exec(page) ?? [];
    writeFileSync(join(folder, `${runtime}.js`), code ?? "");
  }
  const entryPoints = RUNTIMES.map((runtime) => join(folder, `${runtime}.js`));
  await bundle({ entryPoints, outdir: out });
});

afterAll(() => {
  for (const each of [folder, out]) rmSync(each, { recursive: true });
});

for (const runtime of RUNTIMES)
  describeServer(`the program for ${runtime}`, [runtime], () => {
    test("serves clients", async () => {
      const [command = "", ...args] = COMMANDS[runtime](join(out, `${runtime}.js`));
      const child = Child.start(command, args);
      try {
        const [port] = await child.line(/^\d+$/);
        await using client = new ChannelClient({ url: `ws://127.0.0.1:${port}` });
        const news = client.subscribe("news");
        await new Promise((resolve) => news.addEventListener("subscribed", resolve));
        expect(client.state).toBe("connected");
      } finally {
        await child.stop();
      }
    });
  });
