// A state as lines of text: a tree, with a number before each worker that can be killed. A pure function.

import type { State } from "@skep/supervise";

/** The workers that have none below them, from the top to the bottom. */
export function leavesOf(state: State): readonly State[] {
  if (state.metadata["type"] !== "supervisor") return [state];
  return state.children.flatMap((child) => leavesOf(child));
}

/** One line for each worker. */
export function treeLines(state: State): readonly string[] {
  const leaves = leavesOf(state);
  const lines = (each: State, indent: string): readonly string[] => [
    lineOf(each, indent, leaves.indexOf(each) + 1),
    ...each.children.flatMap((child) => lines(child, `${indent}  `)),
  ];
  return lines(state, "");
}

function lineOf(state: State, indent: string, number: number): string {
  const { error, metadata, name, pid, status } = state;
  const { hygiene, restarts = "0", type = "" } = metadata;
  const facts = [
    type,
    status,
    pid === undefined ? "" : `pid ${pid}`,
    restarts === "0" ? "" : `restarts ${restarts}`,
    hygiene === undefined ? "" : `hygiene ${hygiene}`,
    error === undefined ? "" : `(${error})`,
  ];
  const mark = number === 0 ? " " : String(number);
  return `${mark} ${indent}${name.padEnd(18 - indent.length)} ${facts.filter((fact) => fact !== "").join("  ")}`;
}
