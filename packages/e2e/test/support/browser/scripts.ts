// The programs that run in browsers, bundled from sources as an application's bundler would.
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Each program's text, by its path on a site. */
export async function bundleScripts(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: ["pool-page", "connection-page", "worker", "extension"].map((name) =>
      fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url)),
    ),
    bundle: true,
    write: false,
    outdir: "/",
    platform: "browser",
    format: "iife",
    conditions: ["@skep/source"],
    logLevel: "silent",
  });
  return new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
}
