// The classes of diagrams: how each status and each kind of worker looks.

import type { Status } from "../state.ts";

const STATUSES: Readonly<Record<Status, string>> = {
  created: "stroke:#9e9e9e,stroke-dasharray:2 2",
  pending: "stroke:#b8860b,stroke-dasharray:4 2",
  starting: "stroke:#1e88e5,stroke-dasharray:6 2",
  running: "stroke:#2e7d32,stroke-width:2px",
  suspended: "stroke:#6a1b9a,stroke-width:2px,stroke-dasharray:6 2",
  stopping: "stroke:#ef6c00,stroke-width:2px,stroke-dasharray:6 2",
  stopped: "stroke:#607d8b",
  finished: "stroke:#607d8b,stroke-width:2px",
  killed: "stroke:#b71c1c,stroke-width:2px,stroke-dasharray:2 2",
  failed: "stroke:#c62828,stroke-width:3px",
  abandoned: "stroke:#c62828,stroke-width:3px,stroke-dasharray:2 2",
};

/** How a kind of worker is drawn: the metadata `type`. */
export interface Kind {
  readonly name: string;
  readonly icon: string;
  readonly open: string;
  readonly close: string;
  readonly style: string;
}

const KINDS: readonly Kind[] = [
  { name: "supervisor", icon: "🧠", open: "{{", close: "}}", style: "fill:#ede7f6,color:#000" },
  { name: "process", icon: "⚙️", open: "[", close: "]", style: "fill:#e3f2fd,color:#000" },
  { name: "container", icon: "📦", open: "[[", close: "]]", style: "fill:#e0f7fa,color:#000" },
  { name: "func", icon: "λ", open: "(", close: ")", style: "fill:#f1f8e9,color:#000" },
];
const WORKER: Kind = {
  name: "worker",
  icon: "🧬",
  open: "(",
  close: ")",
  style: "fill:#fafafa,color:#000",
};

/** Any other type is drawn as a worker. */
export function kindOf(type: string | undefined): Kind {
  return KINDS.find(({ name }) => name === type?.toLowerCase()) ?? WORKER;
}

/** Lines that define the classes of statuses. */
export const statusClasses: readonly string[] = Object.entries(STATUSES).map(
  ([name, style]) => `classDef ${name} ${style}`,
);

/** Lines that define the classes of kinds. */
export const kindClasses: readonly string[] = [...KINDS, WORKER].map(
  ({ name, style }) => `classDef ${name} ${style}`,
);
