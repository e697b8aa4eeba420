// The simulation as a command: as many schedules as asked for, or as time allows, on all cores.
//
//   pnpm simulate [--world pool | hub] [--seeds 2000 | --minutes 60] [--from 1] [--steps 200] [--json]
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";
import { worldOf } from "./worlds.mjs";

const { values } = parseArgs({
  options: {
    world: { type: "string", default: "pool" },
    seeds: { type: "string" },
    minutes: { type: "string" },
    from: { type: "string", default: "1" },
    steps: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const world = worldOf(values.world);
const steps = Number(values.steps ?? world.steps);
const cores = availableParallelism();
const began = Date.now();
const total = { seeds: 0, steps: 0, hours: 0, failures: [], reached: {} };
const folder = mkdtempSync(join(tmpdir(), "skep-simulation-"));

try {
  const outfile = join(folder, "simulation.mjs");
  await bundle(outfile, world);
  const progress = setInterval(() => tell("so far"), 10_000);
  await Promise.all(Array.from({ length: cores }, (_, core) => run(outfile, core)));
  clearInterval(progress);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
end();

/** Every `cores`-th seed, in a process of its own; what fails ends it, and the next one goes on behind. */
async function run(outfile, core) {
  const until = values.minutes === undefined ? undefined : began + Number(values.minutes) * 60_000;
  const all = until === undefined ? Number(values.seeds ?? 2_000) : Infinity;
  let from = Number(values.from) + core;
  let left = Math.ceil((all - core) / cores);
  const isOver = () => left <= 0 || Date.now() >= (until ?? Infinity);
  while (!isOver()) {
    const options = { from, step: cores, steps, ...(left < Infinity && { count: left }), until };
    const failed = await schedules(outfile, options);
    if (failed === undefined) return;
    left -= (failed - from) / cores + 1;
    from = failed + cores;
  }
}

/** Runs until the options say so, or until a seed fails, which is returned. */
async function schedules(outfile, options) {
  const script = resolve("tools/simulation/schedules.mjs");
  const child = spawn(process.execPath, [script, outfile, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((settle) => child.once("close", settle));
  let failed;
  for await (const line of createInterface(child.stdout)) {
    const told = JSON.parse(line);
    if (told.failed === undefined) add(told);
    else {
      failed = told.failed;
      total.failures.push(told);
      if (!values.json) console.error(told.message);
    }
  }
  const code = await ended;
  if (code !== 0) throw new Error(`A process of schedules ended with ${code}.`);
  return failed;
}

function add({ done, time, reached }) {
  total.seeds += done;
  total.steps += done * steps;
  total.hours += time / 3_600_000;
  for (const [name, count] of Object.entries(reached))
    total.reached[name] = (total.reached[name] ?? 0) + count;
}

function tell(when) {
  if (values.json) return;
  const seconds = (Date.now() - began) / 1_000;
  const perSecond = (total.seeds / seconds).toFixed(1);
  console.log(
    `${when}: ${total.seeds} seeds, ${total.steps} steps, ${total.hours.toFixed(0)} simulated hours in ` +
      `${seconds.toFixed(0)} s, ${perSecond} seeds per second, ${total.failures.length} failed`,
  );
}

function end() {
  const seconds = (Date.now() - began) / 1_000;
  tell("done");
  if (values.json) console.log(JSON.stringify({ ...total, seconds, cores }));
  else console.log(`reached: ${Object.keys(total.reached).length} kinds of things`);
  process.exitCode = total.failures.length > 0 ? 1 : 0;
}
