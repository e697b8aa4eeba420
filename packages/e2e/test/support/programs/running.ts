// Runs processes at one level of hygiene and says how they ended: one that stops, one that has to be killed, one that fails.
import type { ExitReport } from "@skep/supervise";
import { type HygieneLevel, ProcessWorker } from "@skep/supervise/process";
import { job, say } from "./say.ts";

const hygieneLevel = job<HygieneLevel>();

/** How it ended, and what it wrote first. */
async function run(script: string, isStopped: boolean): Promise<ExitReport & { wrote: string[] }> {
  const options = { hygieneLevel, stopTimeout: 300 };
  const worker = new ProcessWorker("job", "sh", ["-c", script], options);
  await worker.start({ handover: { resumeId: "r-1" } });
  for await (const _ of worker.stdout) break;
  if (isStopped) {
    await worker.suspend();
    await worker.resume();
  }
  const report = await (isStopped ? worker.stop() : worker.wait());
  return { ...report, wrote: worker.stdout.recent() };
}

say({ stopped: await run('echo "$LIFECYCLE_RESUME_ID"; while :; do sleep 0.1; done', true) });
say({ killed: await run("trap '' TERM; echo up; while :; do sleep 0.1; done", true) });
say({ failed: await run("echo up; exit 3", false) });
const missing = new ProcessWorker("job", "no-such-command-here");
say({ missing: await missing.start().then(() => "", String) });
