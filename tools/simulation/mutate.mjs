// Lets the simulation loose on deliberate bugs: each has to be found, within so many seeds.
//
//   pnpm mutants [--world pool | hub] [--seeds 2000] [--only <part of a name>] [--write] [--fit]
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle, patch } from "./bundle.mjs";
import { worldOf } from "./worlds.mjs";

/** What `simulate` says of the first seeds of this mutant: `{ seed, invariant }`, or undefined where all are well. */
async function hunt(mutant, world, { seeds, folder }) {
  const outfile = join(folder, `${world.mutants.indexOf(mutant)}.mjs`);
  await bundle(outfile, world, mutant);
  const lines = await run(outfile, { from: 1, count: seeds, steps: world.steps });
  const failed = lines.find((line) => line.failed !== undefined);
  return failed && { seed: failed.failed, invariant: failed.invariant };
}

/** A schedule that never ends is one way to fail. */
const PATIENCE = 600_000;

function run(outfile, options) {
  const script = resolve("tools/simulation/schedules.mjs");
  const child = spawn(process.execPath, [script, outfile, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.resume();
  return new Promise((settle) =>
    child.on("close", (code, signal) => {
      clearTimeout(late);
      const lines = output
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      if (code !== 0)
        lines.push({ failed: 0, invariant: signal === null ? "error" : "never ends" });
      settle(lines);
    }),
  );
}

async function main() {
  const { values } = parseArgs({
    options: {
      world: { type: "string", default: "pool" },
      seeds: { type: "string", default: "2000" },
      only: { type: "string", default: "" },
      write: { type: "boolean", default: false },
      fit: { type: "boolean", default: false },
    },
  });
  const world = worldOf(values.world);
  const { mutants } = world;
  if (values.fit) {
    for (const mutant of mutants) patch(world, mutant);
    console.log(`${mutants.length} mutants fit.`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "skep-mutants-"));
  const todo = mutants.filter(({ name }) => name.includes(values.only));
  const found = new Map();
  const work = async () => {
    for (let mutant = todo.shift(); mutant !== undefined; mutant = todo.shift()) {
      const death = await hunt(mutant, world, { seeds: Number(values.seeds), folder });
      found.set(mutant, death);
      const how = death ? `seed ${death.seed}, ${death.invariant}` : "SURVIVES";
      console.log(`${mutant.name}: ${how}`);
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const survivors = [...found].filter(([, death]) => death === undefined);
  console.log(`${found.size} mutants, ${found.size - survivors.length} killed.`);
  if (values.write) write(world, found);
  process.exitCode = survivors.length > 0 ? 1 : 0;
}

function write({ mutants, table: name }, found) {
  const [begin, end] = [
    `<!-- ${name}: written by pnpm mutants --write -->`,
    `<!-- end of ${name} -->`,
  ];
  const page = "docs/simulation.md";
  const text = readFileSync(page, "utf8");
  const rows = mutants
    .filter((mutant) => found.get(mutant) !== undefined)
    .map((mutant) => {
      const { invariant, seed } = found.get(mutant);
      return `| ${mutant.name} | \`${mutant.file}\` | ${invariant} | ${seed} |`;
    });
  const table = ["| mutant | in | killed by | at seed |", "| --- | --- | --- | --- |", ...rows];
  const [before] = text.split(begin);
  const [, after] = text.split(end);
  writeFileSync(page, `${before}${begin}\n\n${table.join("\n")}\n\n${end}${after}`);
}

await main();
