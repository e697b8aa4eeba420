// Two builds of one folder: the page with its workers, and with `--ssr` the server that feeds it.

import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) => ({
  // Under whatever path it is served.
  base: "./",
  worker: { format: "es" },
  build: isSsrBuild
    ? { outDir: "dist/server", target: "node20", copyPublicDir: false }
    : { outDir: "dist/page" },
}));
