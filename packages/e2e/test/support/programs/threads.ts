// Starts a process worker in a thread, and terminates the thread at SIGUSR2.
import { fileURLToPath } from "node:url";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { ProcessWorker } from "@skep/supervise/process";
import { job, say } from "./say.ts";

if (isMainThread) {
  const thread = new Worker(fileURLToPath(import.meta.url), { workerData: job<string[]>() });
  process.on("SIGUSR2", () => void thread.terminate());
  setInterval(() => {}, 1_000);
} else {
  const worker = new ProcessWorker("job", "sh", workerData as string[]);
  await worker.start();
  say({ level: worker.state().metadata["hygiene"] });
  setInterval(() => {}, 1_000);
}
