// Two builds of one folder: the page with its workers, and with `--ssr` the server that feeds it.

import { defineConfig } from "vite";

export default defineConfig(({ isSsrBuild }) => ({
  // Under whatever path it is served.
  base: "./",
  publicDir: "../page/public",
  // Its log is read by humans. The condition `production`, which Vite adds where nobody says otherwise, would leave out the sentences.
  resolve: { conditions: ["module", "browser"] },
  worker: { format: "es" },
  build: isSsrBuild
    ? { outDir: "dist/server", target: "node20", copyPublicDir: false }
    : { outDir: "dist/page" },
}));
