// The bundlers that people use, each as it comes: from one entry to one script, and which modules are in it.

import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build as esbuild, type Platform } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { rollup } from "rollup";
import { build as vite } from "vite";
import webpack from "webpack";

export interface Bundle {
  readonly code: string;
  /** Paths of what went into it. */
  readonly modules: readonly string[];
}

export type Bundler = (entry: string) => Promise<Bundle>;

export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  vite: withVite,
  "esbuild for browsers": (entry) => withEsbuild(entry, "browser"),
  "esbuild for no platform": (entry) => withEsbuild(entry, "neutral"),
  "esbuild for production": (entry) => withEsbuild(entry, "browser", ["production"]),
  rollup: (entry) => withRollup(entry, false),
  "rollup with browser: true": (entry) => withRollup(entry, true),
  webpack: withWebpack,
};

/** What must not be found in a bundle for browsers, is found in this one. */
export function forNode(entry: string): Promise<Bundle> {
  return withEsbuild(entry, "node");
}

async function withEsbuild(
  entry: string,
  platform: Platform,
  conditions: string[] = [],
): Promise<Bundle> {
  const { outputFiles, metafile } = await esbuild({
    entryPoints: [entry],
    bundle: true,
    platform,
    // None is not the same as nothing, where esbuild adds `module`.
    ...(conditions.length > 0 && { conditions }),
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  return { code: outputFiles[0]?.text ?? "", modules: Object.keys(metafile.inputs) };
}

async function withRollup(entry: string, browser: boolean): Promise<Bundle> {
  const bundle = await rollup({
    input: entry,
    plugins: [nodeResolve({ browser })],
    onwarn: ({ message }) => {
      throw new Error(message);
    },
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  return { code: output[0].code, modules: output[0].moduleIds };
}

async function withVite(entry: string): Promise<Bundle> {
  const built = await vite({
    root: dirname(entry),
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: false, rolldownOptions: { input: entry } },
  });
  const { output } = built as Exclude<Extract<typeof built, { output: unknown }>, unknown[]>;
  return { code: output[0].code, modules: output[0].moduleIds };
}

async function withWebpack(entry: string): Promise<Bundle> {
  const path = join(dirname(entry), "webpack");
  const compiler = webpack({
    context: dirname(entry),
    entry,
    mode: "production",
    // Joined modules are not told one by one.
    optimization: { minimize: false, concatenateModules: false },
    output: { path, filename: "bundle.js" },
  });
  const stats = await promised<webpack.Stats>((done) => compiler?.run(done));
  await promised((done) => compiler?.close(done));
  const { modules = [], errors = [] } =
    stats?.toJson({ all: false, modules: true, errors: true }) ?? {};
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  const code = await readFile(join(path, "bundle.js"), "utf8");
  return { code, modules: modules.map(({ identifier = "" }) => identifier) };
}

function promised<T>(
  act: (done: (error: Error | null, result?: T) => void) => void,
): Promise<T | undefined> {
  return new Promise((resolve, reject) =>
    act((error, result) =>
      error === null || error === undefined ? resolve(result) : reject(error),
    ),
  );
}
