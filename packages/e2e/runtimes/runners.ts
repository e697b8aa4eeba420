// The runners that the exported suites are run under, each with its own program and the built packages.
import { join } from "node:path";
import { build } from "esbuild";
import { runProcess } from "./run-process.ts";

export interface Runner {
  /** As its module or global is called. */
  readonly name: string;
  readonly command: string;
  readonly flags: readonly string[];
  /** Of its program, in `runners/`; bun runs what is called a test. */
  readonly program: "node" | "deno" | "bun";
}

const at = (...path: string[]): string => join("tools", "runtimes", "node_modules", ...path);

export const runners: readonly Runner[] = [
  ...[20, 22, 24, 26].map((major): Runner => ({
    name: `node:test of Node ${major}`,
    command: at(`node${major}-linux-x64`, "bin", "node"),
    flags: ["--test"],
    program: "node",
  })),
  {
    name: "Deno.test",
    command: at(".bin", "deno"),
    flags: ["test", "-A", "--no-check"],
    program: "deno",
  },
  { name: "bun:test", command: at(".bin", "bun"), flags: ["test"], program: "bun" },
];

/** Runs the suites under one runner; what went wrong, if anything did. */
export async function tryUnder(
  { command, flags, program }: Runner,
  sources: string,
  folder: string,
): Promise<string | undefined> {
  const outfile = join(folder, `${program}.test.js`);
  await build({
    entryPoints: [join(sources, "runners", `${program}.ts`)],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    external: ["node:*", "@skep/*"],
    logLevel: "warning",
  });
  return runProcess(command, [...flags, outfile]).then(
    () => undefined,
    (error: unknown) => String(error),
  );
}
