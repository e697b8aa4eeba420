// Makes the programs: the conformance program from sources, Skep as users get it, from what was built.
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

export interface Programs {
  readonly process: string;
  readonly page: string;
  readonly workerd: string;
  /** Of the hubs. */
  readonly hubs: string;
}

const SOURCES: Readonly<Record<keyof Programs, string>> = {
  process: "process.ts",
  page: "page.ts",
  workerd: "workerd.ts",
  hubs: "hubs/program.ts",
};

/** Bundles them into a folder from which the packages can be found. */
export async function makePrograms(sources: string, folder: string): Promise<Programs> {
  const make = async (name: keyof Programs, options: BuildOptions): Promise<string> => {
    const outfile = join(folder, `${name}.js`);
    await build({
      entryPoints: [join(sources, SOURCES[name])],
      outfile,
      bundle: true,
      format: "esm",
      target: "es2022",
      logLevel: "warning",
      ...options,
    });
    return outfile;
  };
  return {
    // What each runtime takes by its own conditions stays outside.
    process: await make("process", {
      platform: "neutral",
      external: [
        "@skep/core",
        "@skep/core/*",
        "@skep/channels",
        "@skep/transport-*",
        "@skep/watch",
        "@skep/watch/*",
        "@skep/supervise",
        "skep",
        "skep/*",
      ],
    }),
    hubs: await make("hubs", { platform: "neutral", external: ["node:*", "@skep/hub"] }),
    page: await make("page", { platform: "browser" }),
    workerd: await make("workerd", {
      platform: "neutral",
      conditions: ["workerd", "worker", "browser"],
    }),
  };
}
