// One project that is tried: installed in a copy, proved, and cleaned up, within a deadline.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installed } from "./browser.mjs";
import { install } from "./installation.mjs";
import { missingRuntime } from "./runtimes.mjs";
import { Stage } from "./stage.mjs";

/** A machine that is ten times slower still installs and builds the largest project. */
const DEADLINE = 1_200_000;

/** `{ project, result, reason, seconds }`: nothing is thrown. */
export async function tryProject(project, context) {
  const from = performance.now();
  const outcome = await outcomeOf(project, context);
  return { project, ...outcome, seconds: (performance.now() - from) / 1_000 };
}

async function outcomeOf(project, context) {
  const missing = missingFor(project);
  if (missing !== undefined) return notTried(`${missing} is not installed`);
  const folder = join(context.temporary, project.name);
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(DEADLINE)]);
  const stage = new Stage(folder, context.tarballs, signal);
  try {
    await Promise.race([proof(project, stage, context.tarballs), aborted(signal)]);
    return { result: "passed" };
  } catch (error) {
    return { result: "failed", reason: error?.stack ?? String(error) };
  } finally {
    await stage.end();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function missingFor({ browser, runtimes }) {
  return browser && installed() === undefined ? "chromium" : missingRuntime(runtimes);
}

function notTried(reason) {
  return { result: process.env.SKEP_REQUIRE_BROWSERS === "1" ? "failed" : "not tried", reason };
}

async function proof(project, stage, tarballs) {
  await install(project, stage, tarballs);
  const { prove } = await import(pathToFileURL(join(project.folder, "prove.mjs")).href);
  await prove(stage);
}

function aborted(signal) {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}
