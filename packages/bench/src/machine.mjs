// What a run was made on: without it no figure means anything.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import process from "node:process";

const require = createRequire(import.meta.url);

/** @returns {Record<string, string | number>} */
export function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.versions.node,
  };
}

/** How many processes wanted to run, on average of the last minute. */
export const load = () => Math.round(loadavg()[0] * 10) / 10;

/** Versions of packages as they are installed. */
export function versions(names) {
  return Object.fromEntries(names.map((name) => [name, versionOf(name)]));
}

function versionOf(name) {
  const paths = require.resolve.paths(name) ?? [];
  for (const folder of paths)
    try {
      return JSON.parse(readFileSync(`${folder}/${name}/package.json`, "utf8")).version;
    } catch {
      // It may be in the next folder up.
    }
  throw new Error(`${name} is not installed.`);
}
