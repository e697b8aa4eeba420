// The fleet on a terminal, drawn four times a second; elsewhere each change of the tree is a line.

import type { Fleet } from "./fleet.ts";
import { HELP } from "./keys.ts";
import { tableOf } from "./table.ts";

interface Output {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/** Returns the function that ends it. */
export function show(fleet: Fleet, output: Output): () => void {
  return output.isTTY === true ? draw(fleet, output) : tell(fleet, output);
}

function tell({ tree }: Fleet, output: Output): () => void {
  return tree.subscribe(({ path, status }) => {
    const [name] = path;
    const pid = tree.state().children.find((child) => child.name === name)?.pid;
    output.write(`${name ?? tree.name} ${status}${pid === undefined ? "" : ` pid ${pid}`}\n`);
  });
}

function draw(fleet: Fleet, output: Output): () => void {
  const paint = (): void => {
    const { crowd, reports, tree } = fleet;
    const { broken, connected, published, recovered, rooms, size: clients, tally } = crowd;
    const told = { broken, clients, connected, published, recovered, rooms, tally };
    const figures = { ...told, reports, state: tree.state() };
    // Home, then each line up to its end, then all that is below.
    const lines = [...tableOf(figures), "", HELP].map((line) => `${line}\u001B[K\n`);
    output.write(`\u001B[H${lines.join("")}\u001B[J`);
  };
  const timer = setInterval(paint, 250);
  output.write("\u001B[2J");
  paint();
  return () => {
    clearInterval(timer);
    paint();
  };
}
