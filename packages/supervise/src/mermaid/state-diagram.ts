// The life of one worker as a state diagram of Mermaid, with the place where it is.

import { isExitStatus, type State } from "../state.ts";
import { statusClasses } from "./classes.ts";
import { label, titled } from "./text.ts";

const EDGES: readonly string[] = [
  "[*] --> Created",
  "Created --> Pending: supervised",
  "Created --> Starting: start()",
  "Pending --> Starting: its turn",
  "Starting --> Running: under way",
  "Starting --> Failed: start failed",
  "Starting --> Stopping: stop()",
  "Running --> Suspended: suspend()",
  "Suspended --> Running: resume()",
  "Running --> Stopping: stop()",
  "Suspended --> Stopping: stop()",
  "Running --> Finished: Natural (Exit 0)",
  "Running --> Failed: Error (Exit != 0)",
  "Stopping --> Stopped: Requested (Exit 0)",
  "Stopping --> Failed: Error (Exit != 0)",
  "Stopping --> Killed: Force",
  "Stopping --> Abandoned: Still there",
];

const STATUSES = [
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
] as const;

/** The life of a worker as a whole diagram: all statuses, of which that of `state` is marked, with a note of what is known of it. */
export function mermaidState(state: State): string {
  const status = titled(state.status);
  const lines = [
    ...EDGES,
    ...statusClasses,
    "classDef active fill:#fff59d,color:#000,stroke-width:4px",
    ...STATUSES.map((each) => `class ${titled(each)} ${each}`),
    // The last one, so that no other class covers it.
    `class ${status} active`,
    `note right of ${status}`,
    ...notesOf(state).map((note) => `    ${note}`),
    "end note",
  ];
  return `stateDiagram-v2\n${lines.map((line) => `    ${line}\n`).join("")}`;
}

function notesOf({ name, status, pid, exitCode, error }: State): readonly string[] {
  return [
    `Name: ${label(name)}`,
    ...(pid === undefined ? [] : [`PID: ${pid}`]),
    ...(exitCode === undefined || !isExitStatus(status) ? [] : [`ExitCode: ${exitCode}`]),
    ...(error === undefined ? [] : [`Error: ${label(error)}`]),
  ];
}
