// Builds each project of `packages/e2e/consumers` with the packed packages, runs its proof, and says what failed and why.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HELP, readArguments } from "./arguments.mjs";
import { projects } from "./projects.mjs";
import { packTarballs } from "./tarballs.mjs";
import { tryProject } from "./trial.mjs";

const chosen = chooseProjects();
const stopping = new AbortController();
const temporary = mkdtempSync(join(tmpdir(), "skep-consumers-"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => stopping.abort(new Error(`${signal} was received`)));

try {
  const tarballs = await packTarballs(join(temporary, "tarballs"), stopping.signal);
  const trials = await tryAll(tarballs);
  summarise(trials);
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function chooseProjects() {
  const found = projects();
  const { help, list, only, quick, error } = readArguments(process.argv.slice(2), found);
  if (error !== undefined) console.error(`${error}\n\n${HELP}`);
  else if (help) console.log(HELP);
  else if (list) for (const { name, quick } of found) console.log(quick ? `${name} (quick)` : name);
  else return found.filter((each) => only?.includes(each.name) ?? (!quick || each.quick));
  process.exit(error === undefined ? 0 : 2);
}

async function tryAll(tarballs) {
  const trials = [];
  for (const project of chosen) {
    if (stopping.signal.aborted) break;
    const trial = await tryProject(project, { tarballs, temporary, signal: stopping.signal });
    console.log(lineOf(trial));
    trials.push(trial);
  }
  return trials;
}

function lineOf({ project, seconds, result, reason }) {
  const line = `${result.padEnd(9)} ${seconds.toFixed(1).padStart(6)} s  ${project.name}`;
  return result === "not tried" ? `${line}: ${reason}` : line;
}

function summarise(trials) {
  const failed = trials.filter(({ result }) => result === "failed");
  for (const { project, reason } of failed) console.error(`\n== ${project.name}\n${reason}`);
  const passed = trials.filter(({ result }) => result === "passed").length;
  const skipped = chosen.length - passed - failed.length;
  const total = trials.reduce((sum, { seconds }) => sum + seconds, 0);
  console.log(`\n${passed} passed, ${failed.length} failed, ${skipped} not tried (${total.toFixed(0)} s)`);
  if (failed.length > 0 || stopping.signal.aborted) process.exitCode = 1;
}
