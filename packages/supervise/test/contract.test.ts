// Workers that keep the contract: functions, and what is made of the base in a few lines.

import {
  BaseWorker,
  type FunctionContext,
  fromFunction,
  handoverVariables,
  type Run,
} from "@skep/supervise";
import { testManagedWorker } from "@skep/testing";
import { test } from "vitest";
import { Job } from "./support/job.ts";

testManagedWorker({
  name: "a function",
  test,
  worker: () => new FunctionSubject(),
  capabilities: {
    finishes: true,
    fails: true,
    // What a function throws is its end, and not that of its start.
    refuses: false,
    forces: false,
    suspends: true,
    subscribes: true,
    handsOver: true,
  },
});

class FunctionSubject {
  #end: ((error?: unknown) => void) | undefined;
  #context: FunctionContext | undefined;
  #isRunning = false;
  readonly worker = fromFunction("a function", async (context) => {
    this.#context = context;
    this.#isRunning = true;
    const ended = new Promise<void>((resolve, reject) => {
      this.#end = (error) => (error === undefined ? resolve() : reject(error as Error));
    });
    try {
      await Promise.race([ended, this.#loop(context)]);
    } finally {
      this.#isRunning = false;
    }
  });

  async #loop({ gate, signal }: FunctionContext): Promise<void> {
    for (;;) {
      await gate.check();
      await new Promise((resolve) => setTimeout(resolve, 1));
      signal.throwIfAborted();
    }
  }

  finish(): void {
    this.#end?.();
  }

  fail(): void {
    this.#end?.(new Error("it went wrong"));
  }

  handover(): { resumeId: string | undefined; previousExit: string | undefined } {
    const { handover, env } = this.#context ?? {};
    return { resumeId: handover?.resumeId, previousExit: env?.["LIFECYCLE_PREV_EXIT"] };
  }

  isRunning(): boolean {
    return this.#isRunning;
  }
}

/** A worker of an application, in ten lines. */
class Ticker extends BaseWorker {
  ticks = 0;

  protected begin({ signal, exit }: Run): void {
    const timer = setInterval(() => this.ticks++, 1);
    signal.addEventListener("abort", () => {
      clearInterval(timer);
      exit();
    });
  }
}

testManagedWorker({
  name: "a worker in ten lines",
  test,
  worker: () => ({ worker: new Ticker("ticker") }),
  capabilities: {
    finishes: false,
    fails: false,
    refuses: false,
    forces: false,
    suspends: false,
    subscribes: true,
    handsOver: false,
  },
});

class Refusing extends BaseWorker {
  protected async begin(): Promise<void> {
    await Promise.resolve();
    throw new Error("no room");
  }
}

testManagedWorker({
  name: "a worker with all that the base offers",
  test,
  worker: () => {
    const worker = new Job();
    return {
      worker,
      finish: () => worker.end(),
      fail: () => worker.end({ code: 3 }),
      failing: () => new Refusing("refusing"),
      stubborn: () => new Job("stubborn", { ignores: true }),
      handover: () => {
        const { handover } = worker.run ?? {};
        const { LIFECYCLE_RESUME_ID: resumeId, LIFECYCLE_PREV_EXIT: previousExit } = handover
          ? handoverVariables(handover)
          : {};
        return { resumeId, previousExit };
      },
      isRunning: () => worker.isRunning,
    };
  },
  capabilities: {
    finishes: true,
    fails: true,
    refuses: true,
    forces: true,
    suspends: false,
    subscribes: true,
    handsOver: true,
  },
});
