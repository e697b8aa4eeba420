// What every managed worker promises, of real processes at each level of hygiene.
import type { ManagedWorkerSubject } from "@skep/testing";
import { testManagedWorker } from "@skep/testing";
import { type ProcessOptions, ProcessWorker } from "@skep/supervise/process";
import { test } from "vitest";
import { levelsHere } from "./describe-hygiene.ts";
import { MARK, marked, newMark } from "./marked.ts";

/** It says what it was handed over once it can be told to end, well or badly. */
const OBEDIENT = `trap 'exit 0' USR1; trap 'exit 3' USR2
echo "$LIFECYCLE_RESUME_ID|$LIFECYCLE_PREV_EXIT"
while :; do sleep 0.02; done`;
/** Nobody needs a trap to ignore it, so it is ignored from the first instruction on. */
const IGNORED = "SIGURG";

function subject(options: ProcessOptions): ManagedWorkerSubject {
  const mark = newMark();
  const env = { [MARK]: mark };
  const worker = new ProcessWorker("job", "sh", ["-c", OBEDIENT], { ...options, env });
  const tell = async (signal: NodeJS.Signals): Promise<void> => {
    await said(worker);
    process.kill(worker.state().pid ?? -1, signal);
  };
  return {
    worker,
    finish: () => tell("SIGUSR1"),
    fail: () => tell("SIGUSR2"),
    failing: () => new ProcessWorker("job", "no-such-command-here", [], options),
    stubborn: () =>
      new ProcessWorker("job", "sleep", ["1000"], { ...options, env, stopSignal: IGNORED }),
    handover: async () => {
      const [resumeId = "", previousExit = ""] = (await said(worker)).split("|");
      return { resumeId: resumeId || undefined, previousExit: previousExit || undefined };
    },
    // Without a group, a `sleep` of the shell ends by itself, a moment later.
    ...(options.hygieneLevel !== "none" && { isRunning: () => marked(mark).length > 0 }),
  };
}

async function said(worker: ProcessWorker): Promise<string> {
  for await (const line of worker.stdout) return line;
  throw new Error("It has ended and said nothing.");
}

for (const hygieneLevel of levelsHere())
  testManagedWorker({
    name: `a process (${hygieneLevel})`,
    test,
    worker: () => subject({ hygieneLevel, hygiene: "require" }),
    timeout: 30_000,
    capabilities: {
      finishes: true,
      fails: true,
      refuses: true,
      forces: true,
      suspends: true,
      subscribes: true,
      handsOver: true,
    },
  });
