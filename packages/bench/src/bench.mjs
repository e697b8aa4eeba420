// The command: runs benchmarks, all or those that are named, prints their tables and keeps their results.
//
//   pnpm bench [names…] [--rounds 7] [--verbose]

import { parseArgs } from "node:util";
import { run } from "./benchmark.mjs";
import { benchmarks } from "./benchmarks/index.mjs";
import { keep } from "./results.mjs";
import { print } from "./terminal.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string" }, verbose: { type: "boolean", default: false } },
});
const known = benchmarks.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${known.join(", ")}.`);
  process.exit(1);
}
const asked = benchmarks.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
for (const benchmark of asked) {
  const tell = values.verbose ? (line) => console.error(line) : undefined;
  const began = performance.now();
  const samples = await run(benchmark, { rounds, tell });
  const result = keep(benchmark, samples, { seconds: (performance.now() - began) / 1_000 });
  print(benchmark, result);
}
