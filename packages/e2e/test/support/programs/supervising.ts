// Starts process workers until it is killed, and says how far it is, and each change of a level of hygiene.
import { type ProcessOptions, ProcessWorker } from "@skep/supervise/process";

interface Job {
  readonly args: readonly string[];
  readonly options: ProcessOptions;
  readonly count: number;
}

const job = JSON.parse(process.argv[2] ?? "") as Job;

function say(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

const workers = Array.from(
  { length: job.count },
  (_, index) => new ProcessWorker(`job-${index}`, "sh", job.args, job.options),
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
