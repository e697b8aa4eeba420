// Processes as workers, with real ones: how they begin, what they say, how they end, and what they leave behind.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExitReport, Supervisor } from "@skep/supervise";
import { type ProcessOptions, ProcessWorker } from "@skep/supervise/process";
import { eventually, test as base } from "../support/stage.ts";
import { describeHygiene } from "./describe-hygiene.ts";
import { commandsOf, MARK, marked, newMark, stateOf } from "./marked.ts";

/** What a test starts is gone when the test is over, however it went. */
class Yard {
  readonly mark = newMark();
  readonly #workers: ProcessWorker[] = [];

  make(command: string, args: readonly string[] = [], options: ProcessOptions = {}): ProcessWorker {
    const env = { ...options.env, [MARK]: this.mark };
    const worker = new ProcessWorker("job", command, args, { ...options, env });
    this.#workers.push(worker);
    return worker;
  }

  async shell(script: string, options?: ProcessOptions): Promise<ProcessWorker> {
    const worker = this.make("sh", ["-c", script], options);
    await worker.start();
    return worker;
  }

  left(): string[] {
    return commandsOf(marked(this.mark));
  }

  async clear(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop({ timeout: 0 })));
    for (const pid of marked(this.mark)) process.kill(pid, "SIGKILL");
  }
}

const test = base.extend<{ yard: Yard }>({
  yard: async ({ task: _ }, use) => {
    const yard = new Yard();
    await use(yard);
    await yard.clear();
  },
});

/** The first line that it writes. */
async function line(worker: ProcessWorker): Promise<string> {
  for await (const text of worker.stdout) return text;
  throw new Error(`Nothing was written: ${worker.stderr.recent().join("\n")}`);
}

async function all(worker: ProcessWorker): Promise<string[]> {
  const lines: string[] = [];
  for await (const text of worker.stdout) lines.push(text);
  return lines;
}

describeHygiene("a process", "parent-death", () => {
  test("is running once it was started, and finishes by itself", async ({ expect, yard }) => {
    const worker = yard.make("sh", ["-c", "echo one; echo two >&2; printf three"]);
    expect(worker.state()).toMatchObject({ status: "created", metadata: { type: "process" } });
    await worker.start();
    expect(String(worker)).toBe("Process(job)");
    expect(await worker.wait()).toEqual({ code: 0, interrupted: false, status: "finished" });
    expect([await all(worker), worker.stderr.recent()]).toEqual([["one", "three"], ["two"]]);
    expect(worker.state()).toMatchObject({ status: "finished", exitCode: 0 });
    expect(worker.state().pid).toBeUndefined();
    expect(yard.left()).toEqual([]);
  });

  test("tells its exit code, or the signal that ended it", async ({ expect, yard }) => {
    const failing = await yard.shell("exit 7");
    expect(await failing.wait()).toMatchObject({ code: 7, status: "failed" });
    const killed = await yard.shell("kill -KILL $$");
    expect(await killed.wait()).toMatchObject({ signal: "SIGKILL", status: "failed" });
    expect(killed.state()).toMatchObject({ error: "ended by SIGKILL", status: "failed" });
    // Nobody has asked for it.
    const ended = await yard.shell("kill -TERM $$");
    expect(await ended.wait()).toMatchObject({ signal: "SIGTERM", status: "failed" });
  });

  test("keeps the environment that it inherits, with the handover and more added", async ({
    expect,
    yard,
  }) => {
    const show = 'echo "$HOME|$PATH|$OWN|$OVER|$GONE|$LIFECYCLE_RESUME_ID|$LIFECYCLE_PREV_EXIT"';
    const worker = yard.make("sh", ["-c", show], {
      env: { OWN: "own", OVER: "lower", GONE: undefined },
    });
    const previousExit: ExitReport = { signal: "SIGKILL", status: "failed" };
    await worker.start({ env: { OVER: "higher" }, handover: { resumeId: "r-1", previousExit } });
    const { HOME, PATH } = process.env;
    expect(await line(worker)).toBe(`${HOME}|${PATH}|own|higher||r-1|SIGKILL`);
  });

  test("is told by its supervisor which life of it this is, and how the one before ended", async ({
    expect,
    yard,
  }) => {
    const workers: ProcessWorker[] = [];
    const show = 'echo "$LIFECYCLE_RESUME_ID $LIFECYCLE_PREV_EXIT"';
    const script = `${show}; [ "$LIFECYCLE_PREV_EXIT" = SIGKILL ] && exit 3; while :; do sleep 0.1; done`;
    const worker = (): ProcessWorker => {
      workers.push(yard.make("sh", ["-c", script]));
      return workers.at(-1) as ProcessWorker;
    };
    const tree = new Supervisor({
      name: "tree",
      children: [{ name: "job", worker, backoff: { initialDelay: 10 } }],
    });
    await tree.start();
    const first = await line(workers[0] as ProcessWorker);
    process.kill(workers[0]?.state().pid ?? -1, "SIGKILL");
    await eventually(() => workers.length === 3);
    const [id = "", none] = first.split(" ");
    expect([id, none]).toEqual([expect.stringMatching(/^[\da-f-]{36}$/), ""]);
    expect(await line(workers[1] as ProcessWorker)).toBe(`${id} SIGKILL`);
    expect(await line(workers[2] as ProcessWorker)).toBe(`${id} 3`);
    await tree.stop();
    expect(yard.left()).toEqual([]);
  });

  test("has an input at its end, or one that can be written to", async ({ expect, yard }) => {
    const ignored = yard.make("cat");
    await ignored.start();
    expect([(await ignored.wait()).status, ignored.stdin]).toEqual(["finished", undefined]);
    const piped = yard.make("cat", [], { stdin: "pipe" });
    await piped.start();
    piped.stdin?.end("written\n");
    expect(await all(piped)).toEqual(["written"]);
    // What cannot be written any more harms nobody.
    piped.stdin?.write("late");
    expect((await piped.wait()).status).toBe("finished");
  });

  test("stops when it is asked to, with all that it has started", async ({ expect, yard }) => {
    const worker = await yard.shell("sleep 1000 & sleep 1000 & echo up; wait");
    await line(worker);
    expect(yard.left().length).toBeGreaterThan(2);
    expect(await worker.stop()).toMatchObject({ signal: "SIGTERM", status: "stopped" });
    expect(yard.left()).toEqual([]);
  });

  test("stops by the signal that it knows, with the code that it likes", async ({
    expect,
    yard,
  }) => {
    const script = "trap 'echo bye; exit 0' INT; echo up; while :; do sleep 0.1; done";
    const worker = await yard.shell(script, { stopSignal: "SIGINT" });
    await line(worker);
    expect(await worker.stop()).toMatchObject({ code: 0, status: "stopped" });
    expect(worker.stdout.recent()).toEqual(["up", "bye"]);
    const shell = await yard.shell("trap 'exit 143' TERM; echo up; while :; do sleep 0.1; done");
    await line(shell);
    expect(await shell.stop()).toMatchObject({ code: 143, status: "stopped" });
  });

  test("is killed with all that it has started where it does not stop", async ({
    expect,
    yard,
  }) => {
    const stubborn =
      "trap '' TERM; (trap '' TERM; sleep 1000) & echo up; while :; do sleep 1000; done";
    const worker = await yard.shell(stubborn, { stopTimeout: 100 });
    await line(worker);
    expect(await worker.stop()).toMatchObject({ signal: "SIGKILL", status: "killed" });
    expect(yard.left()).toEqual([]);
  });

  test("leaves nothing of its group behind when it ends by itself", async ({ expect, yard }) => {
    const worker = await yard.shell("sleep 1000 & (trap '' TERM; sleep 1001) & echo up; exit 0", {
      stopTimeout: 100,
    });
    expect(await worker.wait()).toMatchObject({ code: 0, status: "finished" });
    expect(yard.left()).toEqual([]);
  });

  test("never waits for a reader, of whom each has all that is kept", async ({ expect, yard }) => {
    const script = "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; echo end >&2";
    const worker = await yard.shell(script, { outputLines: 50 });
    expect((await worker.wait()).status).toBe("finished");
    const kept = Array.from({ length: 50 }, (_, index) => `line ${19_950 + index}`);
    expect([worker.stdout.recent(), await all(worker), await all(worker)]).toEqual([
      kept,
      kept,
      kept,
    ]);
  });

  test("is over although one that left its group holds its output", async ({ expect, yard }) => {
    const worker = await yard.shell("setsid sleep 1000 & echo up");
    expect(await worker.wait()).toMatchObject({ code: 0, status: "finished" });
    expect(worker.stdout.recent()).toEqual(["up"]);
  });

  test("rests and goes on, and ends although it rests", async ({ expect, yard }) => {
    // A shell would not do: one that is about to start a program can wait for that in another state (vfork(2)).
    const worker = yard.make("sleep", ["1000"]);
    await worker.start();
    const pid = worker.state().pid ?? 0;
    await worker.suspend();
    await worker.suspend();
    expect(worker.state().status).toBe("suspended");
    await eventually(() => stateOf(pid) === "T");
    await worker.resume();
    expect(worker.state().status).toBe("running");
    await eventually(() => stateOf(pid) !== "T");
    await worker.suspend();
    expect(await worker.stop()).toMatchObject({ signal: "SIGTERM", status: "stopped" });
  });

  test("is stopped while it starts", async ({ expect, yard }) => {
    const worker = yard.make("sleep", ["1000"]);
    const starting = worker.start();
    starting.catch(() => {});
    expect((await worker.stop()).status).toBe("stopped");
    await expect(starting).rejects.toMatchObject({ code: "ERR_SUPERVISE_START" });
    expect(yard.left()).toEqual([]);
  });

  test("is killed while it starts, or just after", async ({ expect, yard }) => {
    const worker = yard.make("sleep", ["1000"], { stopSignal: "SIGURG" });
    const starting = worker.start().then(
      () => "started",
      (error: { readonly code?: unknown }) => error.code,
    );
    await eventually(() => marked(yard.mark).length > 0);
    expect((await worker.stop({ timeout: 0 })).status).toBe("killed");
    expect(["started", "ERR_SUPERVISE_START"]).toContain(await starting);
    expect(yard.left()).toEqual([]);
  });
});

describeHygiene("the level of hygiene", "namespace", () => {
  test("is that of a guardian, with the parent-death signal where there is one", async ({
    expect,
    yard,
  }) => {
    const worker = await yard.shell("sleep 1000", { hygiene: "require" });
    expect(worker.state().metadata["hygiene"]).toBe("parent-death");
    await worker.stop();
    // Its guardian is gone, too, and was there as long as it was needed.
    expect(worker.state().metadata["hygiene"]).toBe("parent-death");
  });

  test("is a namespace where that is asked for, which nobody leaves", async ({ expect, yard }) => {
    const script =
      "trap '' TERM; setsid sleep 1000 & (sleep 1001 & ) ; echo up; while :; do sleep 1000; done";
    const options = { hygieneLevel: "namespace", hygiene: "require", stopTimeout: 200 } as const;
    const worker = await yard.shell(script, options);
    await line(worker);
    expect(worker.state().metadata["hygiene"]).toBe("namespace");
    expect(commandsOf([worker.state().pid ?? 0])[0]).toContain("trap");
    expect(await worker.stop()).toMatchObject({ signal: "SIGKILL", status: "killed" });
    expect(yard.left()).toEqual([]);
  });

  test("lets a namespace tell how its command ended, and which signal it was", async ({
    expect,
    yard,
  }) => {
    const options = { hygieneLevel: "namespace" } as const;
    const failing = await yard.shell("setsid sleep 1000 & exit 7", options);
    expect(await failing.wait()).toMatchObject({ code: 7, status: "failed" });
    expect(yard.left()).toEqual([]);
    const stopped = yard.make("sleep", ["1000"], options);
    await stopped.start();
    expect(await stopped.stop()).toMatchObject({ signal: "SIGTERM", status: "stopped" });
    expect(yard.left()).toEqual([]);
  });

  test("is an error where it is required and cannot be reached", async ({ expect, yard }) => {
    const worker = await yard.shell("sleep 1000", { hygieneLevel: "none" });
    expect(worker.state().metadata["hygiene"]).toBe("none");
    await worker.stop();
  });
});

describeHygiene("a process that cannot be started", "parent-death", () => {
  test("says why, and leaves nothing behind", async ({ expect, yard }) => {
    const missing = yard.make("no-such-command-here");
    await expect(missing.start()).rejects.toMatchObject({
      code: "ERR_SUPERVISE_START",
      cause: { code: "ENOENT" },
    });
    expect(await missing.wait()).toMatchObject({ status: "failed" });
    expect(await all(missing)).toEqual([]);
    const folder = await mkdtemp(join(tmpdir(), "skep-e2e-"));
    const file = join(folder, "text");
    await writeFile(file, "no program", { mode: 0o600 });
    await expect(yard.make(file).start()).rejects.toMatchObject({ cause: { code: "EACCES" } });
    const lost = yard.make("true", [], { cwd: join(folder, "none") });
    await expect(lost.start()).rejects.toThrow(/working directory/);
    await rm(folder, { recursive: true });
    expect(yard.left()).toEqual([]);
  });

  test.for<[string, () => unknown]>([
    ["command", () => new ProcessWorker("a", "")],
    ["args[1]", () => new ProcessWorker("a", "true", ["a", "b\0"])],
    ["name", () => new ProcessWorker("", "true")],
    ["stopSignal", () => new ProcessWorker("a", "true", [], { stopSignal: "TERM" as "SIGTERM" })],
    ["stopTimeout", () => new ProcessWorker("a", "true", [], { stopTimeout: -1 })],
    ["outputLines", () => new ProcessWorker("a", "true", [], { outputLines: 0 })],
    ["env", () => new ProcessWorker("a", "true", [], { env: { "A=B": "c" } })],
    ["env", () => new ProcessWorker("a", "true", [], { env: ["A=B"] as never })],
    ["options", () => new ProcessWorker("a", "true", [], null as never)],
    ["hygiene", () => new ProcessWorker("a", "true", [], { hygiene: "no" as "warn" })],
    ["stopGrace", () => new ProcessWorker("a", "true", [], { stopGrace: 1 } as object)],
  ])("is refused with the name of its fault: %s", ([path, make], { expect }) => {
    expect(make).toThrow(expect.objectContaining({ code: "ERR_CONFIG", path }));
  });

  test.for([
    [undefined, "command must be a text, got undefined"],
    [7, 'command must be a text, got "number"'],
    ["a\0b", 'command must be a text without NUL, got "a text with NUL"'],
  ] as const)("is refused with what is wrong about it: %j", ([command, message], { expect }) => {
    expect(() => new ProcessWorker("a", command as string)).toThrow(message);
  });

  test("shows nothing that stands behind the name of a variable", ({ expect }) => {
    const make = (): unknown => new ProcessWorker("a", "true", [], { env: { "TOKEN=hush": "" } });
    expect(make).toThrow(/TOKEN/);
    expect(make).not.toThrow(/hush/);
  });
});
