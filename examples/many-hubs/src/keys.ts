// Keys of a terminal: what each of them does to the fleet.

import type { Supervisor } from "@skep/supervise";

export const HELP =
  "A number kills that hub, b kills the broker, s lets the broker rest for 10 s, q ends.";

/** Listens to the keys of a terminal, such as `process.stdin`. The function that it returns ends that. */
export function listenToKeys(tree: Supervisor, input: NodeJS.ReadStream): () => void {
  if (!input.isTTY) return () => {};
  const listener = (data: Buffer): void => press(tree, data.toString());
  input.setRawMode(true);
  input.on("data", listener);
  return () => {
    input.off("data", listener);
    input.setRawMode(false);
    input.pause();
  };
}

function press(tree: Supervisor, key: string): void {
  // In raw mode the terminal makes no signal of it.
  if (key === "\u0003" || key === "q") process.kill(process.pid, "SIGINT");
  else if (key === "b") kill(tree, "broker", "SIGKILL");
  else if (key === "s") rest(tree);
  else if (/^[1-9]$/.test(key)) kill(tree, `hub-${key}`, "SIGKILL");
}

function rest(tree: Supervisor): void {
  kill(tree, "broker", "SIGSTOP");
  setTimeout(() => kill(tree, "broker", "SIGCONT"), 10_000).unref();
}

/** One that waits for its next start has no process, and nothing to kill. */
function kill(tree: Supervisor, name: string, signal: NodeJS.Signals): void {
  const pid = tree.state().children.find((child) => child.name === name)?.pid;
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended a moment ago.
  }
}
