// Runs a program to its end; what it says is shown only when it fails.
import { spawn } from "node:child_process";

/** Rejects with the last that it said when it ends in failure, or not in three minutes. */
export function runProcess(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 180_000,
      killSignal: "SIGKILL",
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    child.once("error", reject);
    child.once("exit", (code, by) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code ?? by}:\n${said.slice(-2_000)}`));
    });
  });
}
