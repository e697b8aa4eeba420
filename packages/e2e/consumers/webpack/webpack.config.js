// Three builds with the defaults of webpack: for a page, for a window of Electron, and for Node.
import { resolve } from "node:path";

export default [
  {
    name: "web",
    mode: "production",
    entry: "./src/page.js",
    output: { path: resolve("web"), filename: "page.js" },
  },
  {
    name: "renderer",
    mode: "production",
    target: "electron-renderer",
    entry: "./src/page.js",
    output: { path: resolve("web"), filename: "renderer.js" },
  },
  {
    name: "node",
    mode: "production",
    target: "node",
    entry: "./src/program.js",
    output: { path: resolve("node"), filename: "program.cjs" },
  },
];
