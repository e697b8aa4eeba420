// The tree on a terminal, drawn again at each change; elsewhere each change is a line.

import type { Supervisor } from "@skep/supervise";
import { treeLines } from "./tree-lines.ts";

interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Returns the function that ends it. */
export function show(tree: Supervisor, output: Output): () => void {
  return output.isTTY === true ? draw(tree, output) : tell(tree, output);
}

function tell(tree: Supervisor, output: Output): () => void {
  return tree.subscribe(({ path, status }) => {
    const pid = [tree.state()].flatMap((state) => pidAt(state, path));
    output.write(
      `${[tree.name, ...path].join("/")} ${status}${pid.length > 0 ? ` pid ${pid[0]}` : ""}\n`,
    );
  });
}

type Tree = ReturnType<Supervisor["state"]>;

function pidAt(state: Tree, [name, ...below]: readonly string[]): readonly number[] {
  if (name === undefined) return state.pid === undefined ? [] : [state.pid];
  return state.children
    .filter((child) => child.name === name)
    .flatMap((child) => pidAt(child, below));
}

const HELP = "A number kills that worker, q ends. Or: kill -9 PID.";

function draw(tree: Supervisor, output: Output): () => void {
  let isPending = false;
  const paint = (): void => {
    isPending = false;
    // Home, then each line up to its end, then all that is below.
    const lines = [...treeLines(tree.state()), "", HELP].map((line) => `${line}\u001B[K\n`);
    output.write(`\u001B[H${lines.join("")}\u001B[J`);
  };
  // Changes of one turn are one picture.
  const unsubscribe = tree.subscribe(() => {
    if (!isPending) setImmediate(paint);
    isPending = true;
  });
  output.write("\u001B[2J");
  paint();
  return () => {
    unsubscribe();
    paint();
  };
}
