// Makes the programs: the conformance program from sources, Skep as users get it, from what was built.
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

export interface Programs {
  readonly process: string;
  readonly page: string;
  readonly workerd: string;
}

/** Bundles them into a folder from which the packages can be found. */
export async function makePrograms(sources: string, folder: string): Promise<Programs> {
  const make = async (name: keyof Programs, options: BuildOptions): Promise<string> => {
    const outfile = join(folder, `${name}.js`);
    await build({
      entryPoints: [join(sources, `${name}.ts`)],
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
      external: ["@skep/core", "@skep/core/*", "@skep/transport-*", "skep", "skep/*"],
    }),
    page: await make("page", { platform: "browser" }),
    workerd: await make("workerd", {
      platform: "neutral",
      conditions: ["workerd", "worker", "browser"],
    }),
  };
}
