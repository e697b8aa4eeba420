// Keys of a terminal: a number ends the child in that line, as a crash would.

import type { State, Supervisor } from "@skep/supervise";
import { leavesOf } from "./tree-lines.ts";

/** Listens to the keys of a terminal, such as `process.stdin`, and kills the worker of the number that is pressed. The function that it returns ends that. */
export function killByNumber(tree: Supervisor, input: NodeJS.ReadStream): () => void {
  if (!input.isTTY) return () => {};
  const listener = (data: Buffer): void => {
    const key = data.toString();
    // In raw mode the terminal makes no signal of it.
    if (key === "\u0003" || key === "q") process.kill(process.pid, "SIGINT");
    else kill(tree, leavesOf(tree.state())[Number(key) - 1]);
  };
  input.setRawMode(true);
  input.on("data", listener);
  return () => {
    input.off("data", listener);
    input.setRawMode(false);
    input.pause();
  };
}

/** A process gets a signal that it cannot refuse; of all else, the supervisor is told that it has failed. */
function kill(tree: Supervisor, leaf: State | undefined): void {
  if (leaf === undefined) return;
  if (leaf.pid !== undefined) process.kill(leaf.pid, "SIGKILL");
  // One below another supervisor that has no process now waits for its next one: there is nothing to kill.
  else if (tree.state().children.some(({ name }) => name === leaf.name))
    tree.child(leaf.name).fail(new Error("somebody pressed a key"));
}
