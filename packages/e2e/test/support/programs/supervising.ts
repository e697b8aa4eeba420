// Starts process workers until it is killed, and says how far it is, and each change of a level of hygiene.
import { type ProcessOptions, ProcessWorker } from "@skep/supervise/process";
import { job, say } from "./say.ts";

interface Job {
  readonly args: readonly string[];
  readonly options: ProcessOptions;
  readonly count: number;
}

const { args, count, options } = job<Job>();

const workers = Array.from(
  { length: count },
  (_, index) => new ProcessWorker(`job-${index}`, "sh", args, options),
);

say({ begun: process.pid });
for (const worker of workers) await worker.start();
say({ started: workers.map((worker) => worker.state().pid) });

let shown = "";
setInterval(() => {
  const level = workers[0]?.state().metadata["hygiene"] ?? "";
  if (level !== shown) say({ level });
  shown = level;
}, 1);
