// The command: whether Skep became slower, in a few quick ratios; exit code 1 and the figures if it did.
//
//   pnpm gates          # three quarters of a minute; up to two where a gate needs all its attempts
//   pnpm gates --slow   # with a deliberate slowdown, one timer a message: 0 if each gate failed of it
//
// It measures packages/*/dist as it is and does not build: in CI that was done before, elsewhere it is `pnpm build`.
//
// Figures on a busy machine are noisy, so a gate fails if its bound is missed in three attempts of five rounds each;
// once met is met. What is slower by more than a bound's margin misses all three. Best windows are judged only if
// the client had most of a core; if it never had, its CPU is still held to a bound a quarter wider, as that hardly
// depends on who else was running, and the rest is told as `not judged`, which fails nothing. `--slow` shows
// that the gates are not blind.

import { existsSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { run } from "./benchmark.mjs";
import { gates } from "./gates/gates.mjs";
import { isMissed, verdictsOf } from "./gates/verdict.mjs";

const { values } = parseArgs({ options: { slow: { type: "boolean", default: false } } });
const slowdown = ["--import", new URL("./gates/slow.mjs", import.meta.url).href];

if (!existsSync(new URL("../../skep/dist/index.js", import.meta.url))) {
  console.error("There is no packages/skep/dist: npx -y pnpm@12 build");
  process.exit(1);
}

const all = [];
for (const gate of gates.map(values.slow ? slowed : (same) => same)) {
  const verdicts = await verdictsOf(gate.targets, () => run(gate));
  for (const verdict of verdicts) console.log(lineOf(gate, verdict));
  all.push(...verdicts);
}
const missed = all.filter(isMissed).length;
const passes = values.slow ? missed === all.length : missed === 0;
process.exitCode = passes ? 0 : 1;

function slowed(gate) {
  const flagged = ({ name }) => (gate.slowed.includes(name) ? { flags: slowdown } : {});
  return {
    ...gate,
    variants: gate.variants.map((variant) => ({ ...variant, ...flagged(variant) })),
  };
}

function lineOf({ name }, { target, verdict, value, why }) {
  const figure = value === undefined ? "" : ` ${value.toFixed(2)}`;
  const because = why === undefined ? "" : ` (${why})`;
  return `${verdict.toUpperCase()} ${name}, ${target.says}:${figure}, at most ${target.most}${because}`;
}
