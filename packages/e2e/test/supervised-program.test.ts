// A program that is one tree, with a real hub, server, pool and processes: what is killed comes back, and a signal ends all.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { Program } from "./support/program.ts";

interface Said {
  readonly started?: string;
  readonly exited?: string;
  readonly instance?: number;
  readonly pid?: number;
  readonly port?: number;
  readonly status?: string;
  readonly signal?: string;
  readonly code?: number;
  readonly tree?: string;
}

const RESTING = "while :; do sleep 0.05; done";
/** Says first what it was handed over. */
const TELLING = `printf '%s %s\\n' "$LIFECYCLE_RESUME_ID" "$LIFECYCLE_PREV_EXIT" >> "$OUT"; ${RESTING}`;
const STUBBORN = "trap '' TERM; while :; do sleep 0.05; done";

const programs: Program[] = [];

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.stop()));
});

async function start(script: string, timeout = 30_000): Promise<Program> {
  const program = await Program.start("supervised", { script, timeout });
  programs.push(program);
  await until(program, (all) => startsOf(all, "two").length === 1);
  return program;
}

const saidBy = (program: Program): Said[] =>
  program.child.lines
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Said);

const startsOf = (all: readonly Said[], name: string): Said[] =>
  all.filter(({ started }) => started === name);

/** What it has said, once that is so. */
async function until(program: Program, isTrue: (all: Said[]) => boolean): Promise<Said[]> {
  await expect.poll(() => isTrue(saidBy(program)), { timeout: 30_000 }).toBe(true);
  return saidBy(program);
}

function isAlive(pid: number | undefined): boolean {
  try {
    return process.kill(pid as number, 0);
  } catch {
    return false;
  }
}

describe("a program that is one tree", () => {
  test("starts in order, serves, and ends in reverse with 0 by a signal", async () => {
    const program = await start(RESTING);
    const begun = saidBy(program);
    expect(begun.flatMap(({ started = [] }) => started)).toEqual([
      "server",
      "hub",
      "pool",
      "one",
      "two",
    ]);
    const port = begun.findLast((said) => said.port !== undefined)?.port;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("here");

    program.child.kill("SIGTERM");
    const ended = await until(program, (all) => all.some(({ code }) => code !== undefined));
    expect(ended.flatMap(({ exited = [] }) => exited)).toEqual([
      "two",
      "one",
      "pool",
      "hub",
      "server",
    ]);
    expect(ended.filter(({ exited }) => exited).map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => "stopped"),
    );
    expect(ended.at(-1)).toEqual({ code: 0 });
    const pids = begun.flatMap(({ pid = [] }) => pid);
    expect([pids.length, pids.filter((pid) => isAlive(pid))]).toEqual([2, []]);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });

  test("has a process that was killed again, with those behind it, and tells it how it ended", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "skep-supervised-")), "handovers");
    const program = await start(`OUT=${file}; ${TELLING}`);
    const lines = (): string[] =>
      existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
    const written = (count: number): Promise<void> =>
      expect.poll(() => lines().length, { timeout: 30_000 }).toBe(count);
    await written(2);
    const [one] = startsOf(saidBy(program), "one");
    process.kill(one?.pid as number, "SIGKILL");
    const all = await until(program, (said) => startsOf(said, "two").length === 2);
    expect(startsOf(all, "one").map(({ instance }) => instance)).toEqual([1, 2]);
    expect(["server", "hub", "pool"].map((name) => startsOf(all, name).length)).toEqual([1, 1, 1]);
    const [killed] = all.filter(({ exited }) => exited === "one");
    expect(killed).toEqual({ exited: "one", status: "failed", signal: "SIGKILL" });
    expect(startsOf(all, "one")[1]?.pid).not.toBe(one?.pid);
    await written(4);
    program.child.kill("SIGINT");
    expect(await program.said("code")).toBe(0);
    const handovers = lines().map((line) => line.split(" "));
    const ids = new Set(handovers.map(([id]) => id));
    const exits = [...ids].map((id) =>
      handovers.filter(([each]) => each === id).map(([, exit]) => exit),
    );
    expect(exits.toSorted()).toEqual([
      ["", "SIGKILL"],
      ["", "SIGTERM"],
    ]);
    rmSync(dirname(file), { recursive: true });
  });

  test("is ended at once by a second signal, whose number is its exit code", async () => {
    const program = await start(STUBBORN);
    program.child.kill("SIGTERM");
    await until(program, (all) => all.some(({ tree }) => tree === "stopping"));
    program.child.kill("SIGINT");
    expect(await program.said("code")).toBe(130);
    const pids = saidBy(program).flatMap(({ pid = [] }) => pid);
    expect(pids.filter((pid) => isAlive(pid))).toEqual([]);
  });
});
