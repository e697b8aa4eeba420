// How the page begins: what was measured, how, on what, and how to read it.

import { table } from "./markdown.mjs";

const HEADER =
  "<!-- Written from packages/bench/results by `pnpm performance`; edit packages/bench/src. -->";

const ABOUT = `# Performance

What Skep costs beside what else one could use, and the targets it is held to. Nothing here is copied by hand: a run of
\`pnpm bench\` keeps its samples in \`packages/bench/results\`, and \`pnpm performance\` writes this page out of them.`;

const METHOD = `## How it is measured

- **Side by side.** Each benchmark runs Skep and its baselines in one run, each in a fresh process, round by round; the order is
  drawn anew in every round. A figure is the median of all rounds.
- **Ratios.** Nanoseconds belong to a machine. What carries over is how many times the baseline something takes: by pairs of the same
  round, with the quartiles in brackets (and as whiskers in the charts); of the best windows, which other work on the machine disturbs
  least; and of CPU time, which counts what the process used, garbage collection included, and not what it waited for.
- **The client is the bottleneck.** The source writes frames that were made before, 256 KiB at a time, and uses a few per cent of a core.
  Where a client used less than 85 % of a core in the median, something else was measured, and a target is *not judged*.
- **The real thing.** Skep is what \`import { Pool } from "skep"\` gives, built, with default options unless it is said; the others are
  their published packages. Sockets are real, over the loopback.
- **Whose bytes.** By default a binary message of Skep is copied into memory of its own, as wrappers that ask their socket for
  an \`ArrayBuffer\` copy it, too. Rows with "view" are measured with \`binary: "view"\`, under which a message stays in the read
  buffer, as it does in a handler on \`ws\`. The copy takes 20 ns up to 64 bytes and 0.3 to 1 µs from there to 1 KiB.
- **Servers** are measured in their own process: what it uses for each delivery, and what it keeps for each client. Their subscribers are
  bare TCP sockets in other processes, so that reading costs less than writing, and the next message goes out when all have the last one.

A target that is missed stays here as missed.`;

/** @param {{ results: readonly import("../results.mjs").Result[], overview: boolean }} what */
export function introductionOf({ results, overview }) {
  const picture = overview
    ? ["![CPU that a message of 64 bytes costs, beside others](performance/overview.svg)"]
    : [];
  return [HEADER, ABOUT, ...picture, METHOD, ...madeOn(results)].join("\n\n");
}

function madeOn(results) {
  if (results.length === 0) return [];
  const machines = new Set(results.map(({ machine }) => describe(machine)));
  const loads = results.map(({ load }) => load);
  const made =
    `${[...machines].join("; ")}. The load after each benchmark, of which it makes some itself, was between ` +
    `${Math.min(...loads)} and ${Math.max(...loads)}.`;
  return ["## What it was measured on", made, ...versionsOf(results)];
}

const describe = ({ cpu, cores, memory, node }) =>
  `${cpu}, ${cores} cores, ${memory}, Node ${node}`;

/** Of packages and engines; where runs differ, all that there were. */
function versionsOf(results) {
  const seen = {};
  for (const { versions = {} } of results)
    for (const [name, version] of Object.entries(versions)) (seen[name] ??= new Set()).add(version);
  const rows = Object.keys(seen)
    .toSorted()
    .map((name) => [name, [...seen[name]].join(", ")]);
  return rows.length === 0 ? [] : [table(["package or engine", "version"], rows, { words: true })];
}
