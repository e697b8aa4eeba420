// Diagrams that the real Mermaid parses, whatever stands in a name or an error.

import { ConfigError } from "@skep/core/base";
import {
  mermaidFragment,
  mermaidState,
  mermaidTree,
  type State,
  type Status,
} from "@skep/supervise";
import { Window } from "happy-dom";
import type { Mermaid } from "mermaid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let mermaid: Mermaid;
let page: Window;
const before = {
  window: Object.getOwnPropertyDescriptor(globalThis, "window"),
  document: Object.getOwnPropertyDescriptor(globalThis, "document"),
};

beforeAll(async () => {
  // Its sanitiser asks for a page when it is loaded.
  page = new Window();
  Object.assign(globalThis, { window: page, document: page.document });
  mermaid = (await import("mermaid")).default;
}, 60_000);

afterAll(async () => {
  for (const name of ["window", "document"] as const) {
    const descriptor = before[name];
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
  await page.happyDOM.close();
});

const STATUSES: readonly Status[] = [
  "created",
  "pending",
  "starting",
  "running",
  "suspended",
  "stopping",
  "stopped",
  "finished",
  "killed",
  "failed",
  "abandoned",
];

function state(name: string, more: Partial<State> = {}): State {
  return { name, status: "running", metadata: {}, children: [], ...more };
}

const tree = state("shop", {
  metadata: { type: "supervisor" },
  children: [
    state("api", { pid: 4_242, metadata: { type: "process", restarts: "2" } }),
    state("store", {
      metadata: { type: "container", ip: "10.0.0.7", ports: "[5432/tcp]", image: "pg:16" },
    }),
    state("mailer", {
      status: "failed",
      metadata: { type: "func", restarts: "4", circuit_breaker: "triggered" },
    }),
    state("inner", {
      metadata: { type: "Supervisor" },
      children: [state("ticker", { metadata: { type: "ticker" } })],
    }),
  ],
});

/** Names that would break a diagram, were they taken as they are. */
const NASTY = [
  'a "quoted" [name]',
  "end",
  "end note",
  "END  NOTE",
  "a --> b",
  "line\nbreak\r\n    class Running active",
  "<script>alert(1)</script>",
  "`markdown`",
  "%% comment",
  "#quot; #35;",
  "semi;colon",
  "{{}} (( )) [[ ]] |x|",
  "ünïcødé 🐝",
  "\\back\\slash",
  "%%{init: {'theme':'dark'}}%%",
  "subgraph",
  "x".repeat(1_000),
];

describe("a tree", () => {
  test("is a flowchart with a node for each worker, by its kind", async () => {
    const text = mermaidTree(tree);
    expect((await mermaid.parse(text)).diagramType).toBe("flowchart-v2");
    const lines = text.split("\n").map((line) => line.trim());
    for (const line of [
      "graph TD",
      'root{{"<b>🧠 shop</b><br/>Running"}}:::supervisor',
      "class root running",
      'root__api["<b>⚙️ api</b><br/>Running<br/>PID: 4242<br/>🔄 Restarts: 2"]:::process',
      "root --> root__api",
      'root__store[["<b>📦 store</b><br/>Running<br/>🌐 10.0.0.7<br/>🔌 #91;5432/tcp#93;<br/><i>pg:16</i>"]]:::container',
      'root__mailer("<b>λ mailer</b><br/>Failed<br/>🔄 Restarts: 4<br/><b>🚫 gave up</b>"):::func',
      "class root__mailer failed",
      'root__inner__ticker("<b>🧬 ticker</b><br/>Running"):::worker',
      "root__inner --> root__inner__ticker",
    ])
      expect(lines).toContain(line);
  });

  test("defines each class that it uses", () => {
    const text = mermaidTree(tree);
    const defined = new Set([...text.matchAll(/classDef (\w+) /g)].map(([, name]) => name));
    const used = [...text.matchAll(/:::(\w+)|class \w+ (\w+)/g)].map(
      ([, kind, status]) => kind ?? status,
    );
    expect(used.length).toBe(12);
    expect(used.filter((name) => !defined.has(name))).toEqual([]);
  });

  test("has ids that stay when siblings go, and that no two names share", () => {
    const idOf = (text: string, name: string): string | undefined =>
      text
        .split("\n")
        .find((line) => line.includes(` ${name}</b>`))
        ?.trim()
        .split(/["([{]/)[0];
    const others = { ...tree, children: tree.children.slice(2) };
    expect(idOf(mermaidTree(others), "mailer")).toBe(idOf(mermaidTree(tree), "mailer"));
    const names = ["a-b", "a_b", "a b", "a2d_b", "a_2d_b", "ab"];
    const text = mermaidTree(state("t", { children: names.map((name) => state(name)) }));
    const ids = [...text.matchAll(/root --> (\w+)/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(names.length);
    const nested = mermaidTree(
      state("t", { children: [state("a__b"), state("a", { children: [state("b")] })] }),
    );
    expect(new Set([...nested.matchAll(/--> (\w+)/g)].map(([, id]) => id)).size).toBe(3);
  });

  test.each(NASTY)("is whole with the name %j", async (name) => {
    const text = mermaidTree(
      state(name, { children: [state(name, { metadata: { image: name, ip: name } })] }),
    );
    expect((await mermaid.parse(text)).diagramType).toBe("flowchart-v2");
    // Two nodes and an edge, whatever the names say.
    const lines = text.split("\n").filter((line) => !line.includes("classDef"));
    expect(lines.length).toBe(1 + 2 + 2 + 1 + 1);
  });

  test("may be a part of a larger diagram", async () => {
    const parts = [mermaidFragment(tree, "left"), mermaidFragment(tree, "right")];
    const text = `graph LR\n${parts.join("")}    left --> right\n`;
    expect((await mermaid.parse(text)).diagramType).toBe("flowchart-v2");
    expect(text).toContain("right__inner --> right__inner__ticker");
    for (const id of ["", "1a", "a b", "end", "a-b", "subgraph"])
      expect(() => mermaidFragment(tree, id)).toThrow(ConfigError);
  });
});

describe("a state", () => {
  test.each(STATUSES)("is a diagram in which %s is marked last", async (status) => {
    const text = mermaidState(state("thumbnailer", { status, pid: 5_120, exitCode: 3 }));
    expect((await mermaid.parse(text)).diagramType).toBe("stateDiagram");
    const word = status.charAt(0).toUpperCase() + status.slice(1);
    const lines = text.split("\n").map((line) => line.trim());
    expect(lines).toContain("PID: 5120");
    expect(lines.includes("ExitCode: 3")).toBe(
      ["stopped", "finished", "killed", "failed", "abandoned"].includes(status),
    );
    expect(lines).toContain(`class ${word} ${status}`);
    expect(lines.findLastIndex((line) => line.startsWith("class "))).toBe(
      lines.indexOf(`class ${word} active`),
    );
    expect(lines).toContain("Starting --> Running: under way");
  });

  test.each(NASTY)("is whole with the name and error %j", async (text) => {
    const diagram = mermaidState(state(text, { status: "failed", error: text }));
    expect((await mermaid.parse(diagram)).diagramType).toBe("stateDiagram");
    const note = diagram.split("note right of")[1]?.split("\n");
    expect(note?.length).toBe(5);
  });
});

test("Mermaid itself refuses what is no diagram, so that it would notice", async () => {
  await expect(mermaid.parse('graph TD\n    root["a "quoted" name"]\n')).rejects.toThrow();
  await expect(mermaid.parse("stateDiagram-v2\n    note right of A\n      x\n")).rejects.toThrow();
});
