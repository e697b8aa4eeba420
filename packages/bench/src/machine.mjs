// What a run was made on: without it no figure means anything.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import process from "node:process";
import { versionOfEngine } from "./engines.mjs";

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

/** Versions of all packages that are measured, and of the engines that these variants run on. */
export function versionsFor(variants) {
  const { dependencies } = manifestOf(new URL("../package.json", import.meta.url));
  const others = Object.keys(dependencies).filter((name) => !/^(@skep\/|skep$)/.test(name));
  const engines = new Set(variants.flatMap(({ engine }) => engine ?? []));
  return {
    skep: versionOf("skep"),
    ...Object.fromEntries(others.map((name) => [name, versionOf(name)])),
    ...Object.fromEntries([...engines].map((engine) => [engine, versionOfEngine(engine)])),
  };
}

const manifestOf = (file) => JSON.parse(readFileSync(file, "utf8"));

/** As it is installed. */
function versionOf(name) {
  const paths = require.resolve.paths(name) ?? [];
  for (const folder of paths)
    try {
      return manifestOf(`${folder}/${name}/package.json`).version;
    } catch {
      // It may be in the next folder up.
    }
  throw new Error(`${name} is not installed.`);
}
