// Runs a command of a tool's, shows what it prints, and throws where it fails.
import { spawnSync } from "node:child_process";

export function run(cwd, command, args) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    timeout: 120_000,
  });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(" ")} ended with ${error ?? signal ?? status}`);
}
