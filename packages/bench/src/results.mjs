// Results on disk: the samples of a benchmark and what they were made on, from which the page is written.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load, machine, versionsFor } from "./machine.mjs";

const folder = fileURLToPath(new URL("../results/", import.meta.url));
const fileOf = (name) => `${folder}${name}.json`;

/**
 * @typedef {object} Result
 * @property {ReturnType<typeof machine>} machine
 * @property {Record<string, string>} [versions] Of packages and engines.
 * @property {number} load After the run.
 * @property {number} seconds
 * @property {Record<string, import("./benchmark.mjs").Sample[]>} samples
 */

/** @returns {Result} */
export function keep({ name, variants }, samples, { seconds }) {
  const result = {
    machine: machine(),
    versions: versionsFor(variants),
    load: load(),
    seconds: Math.round(seconds),
    samples,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(result, rounded, 1)}\n`);
  return result;
}

/** @returns {Result | undefined} */
export function recall({ name }) {
  return existsSync(fileOf(name)) ? JSON.parse(readFileSync(fileOf(name), "utf8")) : undefined;
}

/** Four digits are more than a benchmark knows. */
const rounded = (_, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
