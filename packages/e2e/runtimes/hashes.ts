// Whether a seed of the simulation means the same on every runtime: over all that happens, in order.
import { join, resolve } from "node:path";
import { runProcess } from "./run-process.ts";

const at = (...path: string[]): string => join("tools", "runtimes", "node_modules", ...path);

const runtimes: readonly { readonly name: string; readonly command: readonly string[] }[] = [
  ...[20, 22, 24, 26].map((major) => ({
    name: `Node ${major}`,
    command: [at(`node${major}-linux-x64`, "bin", "node")],
  })),
  { name: "Deno", command: [at(".bin", "deno"), "run", "-A"] },
  { name: "Bun", command: [at(".bin", "bun")] },
];

const SEEDS = 100;

/** How many runtimes saw something else than the first one. */
export async function compareHashes(): Promise<number> {
  const found = await Promise.all(runtimes.map(({ command }) => hashesOf(command)));
  const others = runtimes.filter((_, index) => found[index] !== found[0]);
  const names = (others.length > 0 ? others : runtimes).map(({ name }) => name).join(", ");
  const same = others.length === 0 ? "the same hashes" : "OTHER HASHES";
  console.log(`${SEEDS} seeds of the simulation: ${same} on ${names}`);
  return others.length;
}

async function hashesOf([command = "", ...flags]: readonly string[]): Promise<string> {
  const script = resolve("tools/simulation/schedules.mjs");
  const bundle = resolve("packages/testing/dist/simulation/index.js");
  const options = JSON.stringify({ from: 1, count: SEEDS, hashes: true });
  const output = await runProcess(command, [...flags, script, bundle, options]);
  const lines = output.split("\n").filter((line) => line.includes('"hash"'));
  if (lines.length !== SEEDS)
    throw new Error(`${command} ran ${lines.length} schedules of ${SEEDS}.`);
  return lines.join("\n");
}
