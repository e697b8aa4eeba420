// The command that tries consumers: what it says without a build, and what is left of a project that fails.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tryProject } from "../../../tools/consumers/trial.mjs";
import { consumers } from "./support/consumers-page.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

function consumersCommand(...args: string[]): {
  status: number | null;
  stdout: string;
  stderr: string;
} {
  const program = join("tools", "consumers", "consumers.mjs");
  return spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: "utf8" });
}

describe("the command line", () => {
  test("lists all projects", () => {
    const names = consumersCommand("--list")
      .stdout.trim()
      .split("\n")
      .map((line) => line.replace(" (quick)", ""));
    expect(names).toEqual(consumers.map(({ name }) => name));
  });

  test("says how it is used", () => {
    expect(consumersCommand("--help")).toMatchObject({ status: 0 });
    expect(consumersCommand("--help").stdout).toContain("--only NAME");
  });

  test.each([
    ["--only", "nobody"],
    ["--onyl", "next"],
  ])("refuses %s %s", (...args) => {
    expect(consumersCommand(...args)).toMatchObject({ status: 2, stdout: "" });
  });
});

describe("a project", () => {
  let temporary = "";
  beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), "skep-trial-"))));
  afterEach(() => rmSync(temporary, { recursive: true, force: true }));

  function trying(proof: string, signal: AbortSignal): ReturnType<typeof tryProject> {
    const folder = join(temporary, "sources");
    mkdirSync(folder);
    writeFileSync(join(folder, "prove.mjs"), `export async function prove(stage) { ${proof} }`);
    // Its own package manager would install what it needs, and it needs nothing.
    const manifest = { packageManager: "none@1.0.0" };
    const project = { name: "project", folder, manifest, browser: false, runtimes: [] };
    return tryProject(project, { tarballs: {}, temporary, signal });
  }

  const STARTING = `
    const feed = await stage.feed();
    const child = stage.start("node", ["-e", "console.log('pid', process.pid); setInterval(() => {}, 1_000)"]);
    const [, pid] = await child.says(/pid (\\d+)/);`;

  /** Gone, or about to be reaped. */
  function isRunning(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  test("that fails is told with its reason, and leaves no process and no folder", async () => {
    const never = new AbortController().signal;
    const trial = await trying(`${STARTING} throw new Error("pid " + pid);`, never);
    expect(trial).toMatchObject({ result: "failed" });
    const pid = Number(/pid (\d+)/.exec(String(trial.reason))?.[1]);
    expect(isRunning(pid)).toBe(false);
    expect(readdirSync(temporary)).toEqual(["sources"]);
  });

  test("that waits for ever ends when it is stopped", async () => {
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(new Error("it was stopped")), 1_000);
    const trial = await trying(`${STARTING} await new Promise(() => {});`, stopping.signal);
    expect(trial).toMatchObject({ result: "failed" });
    expect(trial.reason).toContain("it was stopped");
  });

  test("that passes is told as passed", async () => {
    const never = new AbortController().signal;
    expect(await trying(STARTING, never)).toMatchObject({ result: "passed" });
  });
});
