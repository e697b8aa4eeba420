// The tree of a state as a flowchart of Mermaid.

import { ConfigError } from "@skep/core/base";
import { metadataKeys, type State } from "../state.ts";
import { kindClasses, kindOf, statusClasses } from "./classes.ts";
import { idBelow, label, titled } from "./text.ts";

/** The tree of a state as a whole diagram: one node for each worker, with its kind, status, process id, restarts and image. */
export function mermaidTree(state: State): string {
  return `graph TD\n${mermaidFragment(state, "root")}`;
}

/**
 * The same without its first line, to stand in a larger flowchart: class definitions, nodes and edges. `rootId` is the id of the node of
 * `state`, and the ids of all others begin with it: letters, digits and underscores, a letter first, else a `ConfigError`.
 */
export function mermaidFragment(state: State, rootId: string): string {
  if (!/^[A-Za-z]\w*$/.test(rootId) || RESERVED.includes(rootId.toLowerCase()))
    throw new ConfigError("rootId", "an id of letters, digits and underscores", rootId);
  const lines = [...statusClasses, ...kindClasses, ...nodesOf(state, rootId)];
  return lines.map((line) => `    ${line}\n`).join("");
}

/** Words of the grammar. */
const RESERVED = [
  "end",
  "graph",
  "flowchart",
  "subgraph",
  "style",
  "class",
  "classdef",
  "click",
  "linkstyle",
  "default",
];

function nodesOf(state: State, id: string): readonly string[] {
  const kind = kindOf(state.metadata[metadataKeys.type]);
  const node = `${id}${kind.open}"${contentOf(state, kind.icon)}"${kind.close}:::${kind.name}`;
  const below = state.children.flatMap((child) => {
    const childId = idBelow(id, child.name);
    return [...nodesOf(child, childId), `${id} --> ${childId}`];
  });
  return [node, `class ${id} ${state.status}`, ...below];
}

function contentOf({ name, status, pid, metadata }: State, icon: string): string {
  const { ip, ports, image } = metadata;
  const restarts = metadata[metadataKeys.restarts] ?? "0";
  const parts = [
    `<b>${icon} ${label(name)}</b>`,
    titled(status),
    pid !== undefined && `PID: ${pid}`,
    ip !== undefined && ip !== "" && `🌐 ${label(ip)}`,
    ports !== undefined && ports !== "" && `🔌 ${label(ports)}`,
    image !== undefined && image !== "" && `<i>${label(image)}</i>`,
    restarts !== "0" && `🔄 Restarts: ${label(restarts)}`,
    metadata[metadataKeys.circuitBreaker] !== undefined && "<b>🚫 gave up</b>",
  ];
  return parts.filter((part) => part !== false).join("<br/>");
}
