// Two builds with the defaults of webpack: one for a page, one for Node.
import { resolve } from "node:path";

export default [
  {
    name: "web",
    mode: "production",
    entry: "./src/page.js",
    output: { path: resolve("web"), filename: "page.js" },
  },
  {
    name: "node",
    mode: "production",
    target: "node",
    entry: "./src/program.js",
    output: { path: resolve("node"), filename: "program.cjs" },
  },
];
