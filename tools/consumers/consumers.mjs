// Builds each project of `packages/e2e/consumers` with the packed packages, runs its proof, and says what failed and why.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HELP, readArguments } from "./arguments.mjs";
import { projects } from "./projects.mjs";
import { packTarballs } from "./tarballs.mjs";
import { tryProject } from "./trial.mjs";

const found = projects();
const asked = readArguments(process.argv.slice(2), found);
const said = answerOf(asked);
if (said !== undefined) {
  (asked.error === undefined ? console.log : console.error)(said);
  process.exit(asked.error === undefined ? 0 : 2);
}

const chosen = found.filter(isChosen);
const stopping = new AbortController();
const temporary = mkdtempSync(join(tmpdir(), "skep-consumers-"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.once(signal, () => stopping.abort(new Error(`${signal} was received`)));

try {
  const tarballs = await packTarballs(join(temporary, "tarballs"), {
    built: asked.built,
    signal: stopping.signal,
  });
  const trials = await tryAll(tarballs);
  summarise(trials);
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

/** What is said to a command line that asks for no project. */
function answerOf({ error, help, list }) {
  if (error !== undefined) return `${error}\n\n${HELP}`;
  if (help) return HELP;
  if (!list) return undefined;
  return found.map(({ name, quick }) => (quick ? `${name} (quick)` : name)).join("\n");
}

function isChosen({ name, quick }) {
  return asked.only?.includes(name) ?? (!asked.quick || quick);
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
  console.log(
    `\n${passed} passed, ${failed.length} failed, ${skipped} not tried (${total.toFixed(0)} s)`,
  );
  if (failed.length > 0 || stopping.signal.aborted) process.exitCode = 1;
}
