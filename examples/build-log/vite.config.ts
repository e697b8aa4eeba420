// Two builds of one folder: the page, and with `--ssr` the programs, each with all that it needs.

import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) => ({
  // Under whatever path it is served.
  base: "./",
  publicDir: "../page/public",
  ssr: { noExternal: true },
  build: isSsrBuild
    ? {
        outDir: "dist/programs",
        target: "node20",
        copyPublicDir: false,
        rolldownOptions: {
          input: {
            hub: "programs/hub/main.ts",
            runner: "programs/runner/main.ts",
            "long-job": "programs/long-job.ts",
          },
        },
      }
    : { outDir: "dist/page" },
}));
