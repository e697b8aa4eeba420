// Runs a program to its end, and hears what it says.
import { spawn } from "node:child_process";

/** Resolves with all that it said. Rejects with the last that it said when it ends in failure, or not in three minutes. */
export function runProcess(command: string, args: readonly string[]): Promise<string> {
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
      if (code === 0) resolve(said);
      else reject(new Error(`${command} ended with ${code ?? by}:\n${said.slice(-2_000)}`));
    });
  });
}
