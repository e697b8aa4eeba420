// The command: writes docs/performance.md and its charts from the results that are kept.
//
//   pnpm performance

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { benchmarks } from "./benchmarks/index.mjs";
import { render } from "./page/page.mjs";
import { recall } from "./results.mjs";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const { page, charts } = render(benchmarks, recall);
// A chart of what is measured no more must not stay.
rmSync(`${docs}performance`, { recursive: true, force: true });
mkdirSync(`${docs}performance`);
for (const { name, svg } of charts) writeFileSync(`${docs}performance/${name}.svg`, svg);
writeFileSync(`${docs}performance.md`, page);
