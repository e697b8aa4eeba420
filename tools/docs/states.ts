// Writes the tables of docs/states.md from the table that the sessions run on.
import { due, ignore, on } from "../../packages/core/src/session/table.ts";

/** The page, as it must stand in docs/states.md. */
export function renderStates(): string {
  return `${[INTRODUCTION, inputs(), "## Alarms", ALARMS, alarms()].join("\n\n")}\n`;
}

const INTRODUCTION = `<!-- Written from packages/core/src/session/table.ts by \`pnpm docs\`; edit there. -->

# States of a session

Each cell names the handler that decides what a state does with an input: \`·\` can happen and changes
nothing, \`✗\` cannot happen and is reported as a fault of ours. \`message\` and \`pong\` have values instead of
handlers, as they come too often for a step: on \`pass\` the peer is marked as heard, and a message goes to the inbox.`;

const ALARMS = `On entry to a state, every alarm that it does not list is disarmed. These handlers decide what its end means.`;

/** In the order of a session's life. */
const INPUTS = (
  "start stop redial admitted reachable resolved unresolved opened closed ending drained passed refused " +
  "backlogBegan sendQueued pause full resume signal message pong"
).split(" ") as (keyof typeof on.idle)[];

const states = Object.keys(on) as (keyof typeof on)[];

function inputs(): string {
  return table("input", INPUTS, (name, state) => show(on[state][name]));
}

function alarms(): string {
  const names = [...new Set(states.flatMap((state) => Object.keys(due[state])))];
  return table("alarm", names, (name, state) => {
    const handler: unknown = Object.entries(due[state]).find(([alarm]) => alarm === name)?.[1];
    return handler === undefined ? "" : show(handler);
  });
}

function table<N extends string>(
  corner: string,
  names: readonly N[],
  cell: (name: N, state: (typeof states)[number]) => string,
): string {
  const rows = names.map((name) => [`**${name}**`, ...states.map((state) => cell(name, state))]);
  return [[corner, ...states], ["---", ...states.map(() => "---")], ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function show(cell: unknown): string {
  if (typeof cell === "function") return `\`${cell.name}\``;
  if (cell === undefined) return "✗";
  return cell === ignore ? "·" : (cell as string);
}
