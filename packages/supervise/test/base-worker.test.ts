// What the base of a worker does where a suite for any worker cannot look: at its hooks and at its clock.

import { ConfigError } from "@skep/core/base";
import { BaseWorker, type Run, WorkerStartError } from "@skep/supervise";
import { ManualClock } from "@skep/testing";
import { describe, expect, test } from "vitest";
import { Job } from "./support/job.ts";

/** Its start takes as long as the test says. */
class Slow extends BaseWorker {
  readonly asked: string[] = [];
  run: Run | undefined;
  begun = (): void => {};
  failed = (_error: unknown): void => {};

  protected begin(run: Run): Promise<void> {
    this.run = run;
    return new Promise((resolve, reject) => {
      this.begun = resolve;
      this.failed = reject;
    });
  }

  protected override quit(run: Run): void {
    this.asked.push("quit");
    run.exit();
  }

  protected override force(run: Run): void {
    this.asked.push("force");
    run.exit();
  }
}

describe("a stop", () => {
  test("asks once, forces when the time is over, and counts what is still there as abandoned", async () => {
    const clock = new ManualClock();
    const job = new Job("job", { clock, ignores: true, survives: true, stopTimeout: 2_000 });
    await job.start();
    const stopping = job.stop();
    void job.stop({ timeout: 3_000 });
    await clock.run(1_999);
    expect(job.asked).toEqual(["quit"]);
    await clock.run(1);
    expect(job.asked).toEqual(["quit", "force"]);
    expect(job.state().status).toBe("stopping");
    // A force is not repeated, and is not sooner given up.
    void job.stop({ timeout: 0 });
    await clock.run(4_999);
    expect([job.asked, job.state().status]).toEqual([["quit", "force"], "stopping"]);
    await clock.run(1);
    expect((await stopping).status).toBe("abandoned");
    expect(clock.pending).toBe(0);
    // What ends later changes nothing.
    job.end();
    expect(job.state().status).toBe("abandoned");
  });

  test("can be made sooner, and not later", async () => {
    const clock = new ManualClock();
    const job = new Job("job", { clock, ignores: true });
    await job.start();
    void job.stop({ timeout: 1_000 });
    void job.stop({ timeout: 100 });
    void job.stop({ timeout: Infinity });
    await clock.run(100);
    expect(job.state().status).toBe("killed");
  });

  test("may take any time where no timeout is set", async () => {
    const clock = new ManualClock();
    const job = new Job("job", { clock, ignores: true });
    await job.start();
    void job.stop({ timeout: Infinity });
    await clock.run(10_000_000);
    expect([job.state().status, clock.pending]).toEqual(["stopping", 0]);
    job.end();
    expect(job.state().status).toBe("stopped");
  });

  test("while it starts waits for the start, and then asks", async () => {
    const clock = new ManualClock();
    const slow = new Slow("slow", { clock });
    const starting = slow.start().catch((error: unknown) => error);
    const stopping = slow.stop();
    await clock.settle();
    expect([slow.asked, slow.run?.signal.aborted]).toEqual([[], true]);
    slow.begun();
    expect((await stopping).status).toBe("stopped");
    expect(slow.asked).toEqual(["quit"]);
    expect(await starting).toBeInstanceOf(WorkerStartError);
  });

  test("forces a start that hangs", async () => {
    const clock = new ManualClock();
    const slow = new Slow("slow", { clock });
    const starting = slow.start().catch((error: unknown) => error);
    const stopping = slow.stop({ timeout: 100 });
    await clock.run(100);
    expect(slow.asked).toEqual(["force"]);
    expect((await stopping).status).toBe("killed");
    expect(String(await starting)).toContain("it was stopped before it ran");
    // The start fails at last, and nobody is disturbed.
    slow.failed(new Error("late"));
    await clock.settle();
  });

  test.each(["throws", "rejects"])("forces at once where what asks %s", async (how) => {
    class Broken extends Job {
      protected override quit(): Promise<void> {
        if (how === "throws") throw new Error("quit");
        return Promise.reject(new Error("quit"));
      }
    }
    const broken = new Broken("broken", { clock: new ManualClock() });
    await broken.start();
    expect((await broken.stop()).status).toBe("killed");
    expect(broken.asked).toEqual(["force"]);
  });

  test("forces once, also where what asks fails later", async () => {
    const clock = new ManualClock();
    class Late extends Job {
      protected override quit(): Promise<void> {
        return new Promise((_, reject) => clock.schedule(200, () => reject(new Error("quit"))));
      }
    }
    const late = new Late("late", { clock, survives: true });
    await late.start();
    void late.stop({ timeout: 100 });
    await clock.run(300);
    expect(late.asked).toEqual(["force"]);
    late.end();
  });

  test("is abandoned where what forces throws, and says why", async () => {
    const error = new Error("force");
    class Broken extends Job {
      protected override force(): void {
        throw error;
      }
    }
    const clock = new ManualClock();
    const broken = new Broken("broken", { clock, ignores: true });
    await broken.start();
    const stopping = broken.stop({ timeout: 0 });
    await clock.run();
    expect(await stopping).toEqual({ status: "abandoned", error, abandoned: true });
    expect(clock.pending).toBe(0);
  });
});

describe("an end", () => {
  test("as it begins is an end, and its start has succeeded", async () => {
    class Brief extends BaseWorker {
      protected begin({ exit }: Run): void {
        exit();
      }
    }
    const brief = new Brief("brief");
    await brief.start();
    expect(brief.state().status).toBe("finished");
    expect(await brief.wait()).toEqual({ status: "finished" });
  });

  test("counts once", async () => {
    const job = new Job();
    await job.start();
    job.end({ code: 3 });
    job.end({ code: 4 });
    job.end();
    expect(await job.stop()).toEqual({ status: "failed", code: 3 });
    expect(job.state()).toMatchObject({ status: "failed", exitCode: 3, error: "exit code 3" });
  });

  test("by the error of the aborted signal is a stop where one was asked for, and a failure where not", async () => {
    const abort = new DOMException("aborted", "AbortError");
    const [stopped, failed] = [new Job("a", { ignores: true }), new Job("b")];
    await Promise.all([stopped.start(), failed.start()]);
    const stopping = stopped.stop();
    stopped.end({ error: stopped.run?.signal.reason });
    failed.end({ error: abort });
    expect((await stopping).status).toBe("stopped");
    expect(stopped.state().error).toBeUndefined();
    expect((await failed.wait()).status).toBe("failed");
  });
});

describe("a start", () => {
  test("is ended by its signal, which stops what has begun", async () => {
    const clock = new ManualClock();
    const slow = new Slow("slow", { clock });
    const controller = new AbortController();
    const starting = slow.start({ signal: controller.signal }).catch((error: unknown) => error);
    const reason = new Error("enough");
    controller.abort(reason);
    slow.begun();
    expect(await starting).toBe(reason);
    expect(slow.asked).toEqual(["quit"]);
    expect(slow.state().status).toBe("stopped");
  });

  test("that throws says what was thrown", async () => {
    class Throwing extends BaseWorker {
      protected begin(): void {
        throw new Error("no room");
      }
    }
    const throwing = new Throwing("throwing");
    const error: unknown = await throwing.start().catch((thrown: unknown) => thrown);
    expect(String(error)).toContain("throwing could not be started: no room");
    expect((error as Error).cause).toMatchObject({ message: "no room" });
    expect(throwing.state()).toMatchObject({ status: "failed", error: "no room" });
  });
});

test("a status of rest is told only of work that runs", async () => {
  const job = new Job();
  job.rest(true);
  expect(job.state().status).toBe("created");
  await job.start();
  job.rest(true);
  expect(job.state().status).toBe("suspended");
  job.rest(false);
  job.rest(false);
  expect(job.state().status).toBe("running");
  await job.stop();
  job.rest(true);
  expect(job.state().status).toBe("stopped");
});

test.each([
  ["", {}, "name"],
  ["a\u0000", {}, "name"],
  ["x".repeat(257), {}, "name"],
  ["a", { stopTimeout: -1 }, "stopTimeout"],
  ["a", { stopTimeout: 2 ** 31 }, "stopTimeout"],
  ["a", { clock: 1 }, "clock"],
  ["a", { type: "" }, "type"],
  ["a", { kind: "x" }, "kind"],
])("the name %j with %j is refused by its path", (name, options, path) => {
  class Any extends BaseWorker {
    protected begin(): void {}
  }
  let error: unknown;
  try {
    void new Any(name, options as never);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).path).toBe(path);
});
