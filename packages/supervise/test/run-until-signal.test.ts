// The main of a program: a first signal stops the tree, a second one forces it, and the exit code says how it went.

import { EventEmitter } from "node:events";
import { ConfigError } from "@skep/core/base";
import { type ExitReport, fromFunction, runUntilSignal } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job, type JobOptions } from "./support/job.ts";

class Host extends EventEmitter {
  readonly pid: number;
  readonly warnings: string[] = [];

  constructor(pid = 100) {
    super();
    this.pid = pid;
  }

  emitWarning(warning: string): void {
    this.warnings.push(warning);
  }
}

function program(options: JobOptions = {}): {
  host: Host;
  clock: ManualClock;
  job: Job;
  code: Promise<number>;
} {
  const [host, clock] = [new Host(), new ManualClock()];
  const job = new Job("main", { clock, ...options });
  return { host, clock, job, code: runUntilSignal(job, { process: host }) };
}

describe("a program", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"])(
    "is stopped by %s, and ends with 0",
    async (signal) => {
      const { host, clock, job, code } = program();
      await clock.settle();
      expect(job.state().status).toBe("running");
      host.emit(signal);
      expect(await code).toBe(0);
      expect(job.state().status).toBe("stopped");
      expect(host.eventNames()).toEqual([]);
    },
  );

  test("has 10 s to end, and is forced then", async () => {
    const { host, clock, code, job } = program({ ignores: true });
    await clock.settle();
    host.emit("SIGTERM");
    await clock.run(9_999);
    expect(job.state().status).toBe("stopping");
    await clock.run(1);
    expect(await code).toBe(1);
    expect(job.state().status).toBe("killed");
  });

  test("is forced at once by a second signal, whose number the code tells", async () => {
    const { host, clock, code } = program({ ignores: true });
    await clock.settle();
    host.emit("SIGTERM");
    await clock.settle();
    host.emit("SIGINT");
    await clock.run(0);
    expect(await code).toBe(130);
  });

  test.each<[Partial<ExitReport>, number]>([
    [{}, 0],
    [{ code: 3 }, 3],
    [{ signal: "SIGSEGV" }, 139],
    [{ signal: "SIGKILL" }, 137],
    [{ signal: "SIGBUS" }, 135],
    [{ signal: "SIGUSR1" }, 138],
    [{ signal: "SIGOTHER" }, 1],
    [{ error: new Error("x") }, 1],
    [{ error: new Error("x"), code: 9 }, 9],
    [{ error: new Error("x"), code: 0 }, 1],
  ])("that ends by itself with %j ends with %i", async (outcome, expected) => {
    const { clock, job, code } = program();
    await clock.settle();
    job.end(outcome);
    expect(await code).toBe(expected);
  });

  test("that cannot be started ends with 1, and a warning says why", async () => {
    class Refusing extends Job {
      protected override begin(): void {
        throw new Error("no room");
      }
    }
    const host = new Host();
    expect(await runUntilSignal(new Refusing(), { process: host })).toBe(1);
    expect(host.warnings).toEqual([expect.stringContaining("no room")]);
  });

  test("may be stopped while it starts, and was started before", async () => {
    const host = new Host();
    const job = new Job("main");
    await job.start();
    const code = runUntilSignal(job, { process: host });
    host.emit("SIGHUP");
    expect(await code).toBe(0);
  });

  test("whose function is deaf ends all the same", async () => {
    const [host, clock] = [new Host(), new ManualClock()];
    const deaf = fromFunction("deaf", () => new Promise(() => {}), { clock });
    const code = runUntilSignal(deaf, { process: host, timeout: 50 });
    await clock.settle();
    host.emit("SIGTERM");
    await clock.run(50);
    expect(await code).toBe(1);
  });

  test("stays alive as long as the tree runs, and no longer", async () => {
    const [host, clock] = [new Host(), new ManualClock()];
    const waiting = fromFunction(
      "waiting",
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
    );
    const code = runUntilSignal(waiting, { process: host, clock });
    await clock.run(2 ** 31);
    expect(clock.pending).toBe(1);
    host.emit("SIGTERM");
    expect(await code).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("warns as PID 1 that it reaps no orphans", async () => {
    const host = new Host(1);
    const job = new Job("main");
    const code = runUntilSignal(job, { process: host });
    await Promise.resolve();
    host.emit("SIGTERM");
    await code;
    expect(host.warnings).toEqual([expect.stringMatching(/PID 1.*--init/)]);
  });

  test("needs a tree, a process and a time that can be", async () => {
    const job = new Job();
    const host = new Host();
    await expect(runUntilSignal({} as never, { process: host })).rejects.toThrow(ConfigError);
    await expect(runUntilSignal(job, { process: {} as never })).rejects.toThrow(ConfigError);
    await expect(runUntilSignal(job, { process: host, timeout: -1 })).rejects.toThrow(ConfigError);
    await expect(runUntilSignal(job, { grace: 1 } as never)).rejects.toThrow(ConfigError);
    expect(job.state().status).toBe("created");
  });
});
