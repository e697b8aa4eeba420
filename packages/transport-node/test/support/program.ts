// Runs a program of the tests in a Node process of its own, from sources.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What it wrote to its standard output; rejects when it failed. */
export async function run(name: string, args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "skep-"));
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@skep/source"],
    // ws is CommonJS and asks for Node's modules by `require`.
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "silent",
  });
  try {
    return await node(outfile, args);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function node(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [file, ...args], { timeout: 10_000 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
  });
}
