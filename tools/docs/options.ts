// Writes the tables of docs/options.md from the table that the core checks with.
import { type OptionRow, optionRows } from "../../packages/core/src/options/rows.ts";
import {
  CONNECTION_DEFAULTS,
  CONNECTION_SENTENCES,
  PEER_DEFAULTS,
  PEER_SENTENCES,
  POOL_DEFAULTS,
  POOL_SENTENCES,
} from "../../packages/core/src/options/sentences.ts";
import { CONNECTION } from "../../packages/core/src/options/connection-table.ts";
import { PEER, POOL, SESSION } from "../../packages/core/src/options/table.ts";

type Sentences = Readonly<Record<string, string>>;

const GROUPS: readonly (readonly [title: string, belongs: (path: string) => boolean])[] = [
  ["Pool", (path) => !path.includes(".") && !(path in SESSION)],
  ["Pool, peer or connection", (path) => path in SESSION],
  ["Pool, peer or connection: `retry`", (path) => path.startsWith("retry.")],
  ["Pool, peer or connection: `sendBuffer`", (path) => path.startsWith("sendBuffer.")],
  ["Pool: `inbox`", (path) => path.startsWith("inbox.")],
  ["Pool: `events`", (path) => path.startsWith("events.")],
  ["Pool: `dialing`", (path) => path.startsWith("dialing.")],
];

const isOfSession = (path: string): boolean => (path.split(".")[0] as string) in SESSION;

/** Its default is not that of a pool. */
const differs = ({ path, fallback }: OptionRow, pool: readonly OptionRow[]): boolean =>
  pool.find((row) => row.path === path)?.fallback !== fallback;

/** The page, as it must stand in docs/options.md. */
export function renderOptions(): string {
  const pool = optionRows(POOL);
  const peer = optionRows(PEER).filter(({ path }) => !isOfSession(path));
  const groups = GROUPS.map(([title, belongs]) =>
    table(
      title,
      pool.filter(({ path }) => belongs(path)),
      POOL_SENTENCES,
      POOL_DEFAULTS,
    ),
  );
  const connection = optionRows(CONNECTION).filter(
    (row) => !isOfSession(row.path) || differs(row, pool),
  );
  const own = [
    table("Peer", peer, PEER_SENTENCES, PEER_DEFAULTS),
    table("Connection", connection, CONNECTION_SENTENCES, CONNECTION_DEFAULTS),
  ];
  return `${[INTRODUCTION, ...groups, ...own, CHECKS].join("\n\n")}\n`;
}

const INTRODUCTION = `<!-- Written from packages/core/src/options by \`pnpm docs\`; edit there. -->

# Options

\`new Pool(options)\` takes the options of the pool, \`pool.connect(url, options)\` those of one peer, and
\`new Connection(url, options)\` those of a connection by itself. What concerns a session may be given to all three: what a
peer leaves out, its pool gives. Times are in milliseconds in code. An option that is \`undefined\` counts as left out.`;

const CHECKS = `## Checks

Every constructor and \`connect\` check all of this before anything is changed. What cannot be used, a name
that does not exist included, is a \`ConfigError\` whose message names the path and the value:

\`\`\`text
retry.multiplier must be a number from 1 to 9007199254740991, got 0.5.
\`\`\`

User info and query of URLs, and what header fields say, are left out of it. For configuration files and
for users of Standard Schema, \`skep/config\` has the same checks as functions and schemas.`;

function table(
  title: string,
  rows: readonly OptionRow[],
  sentences: Sentences,
  words: Sentences,
): string {
  const lines = rows.map((row) =>
    [`\`${row.path}\``, fallback(row, words), bounds(row), sentences[row.path]].join(" | "),
  );
  const head = ["option | default | what it takes | what it is", "--- | --- | --- | ---"];
  return [`## ${title}`, "", ...[...head, ...lines].map((line) => `| ${line} |`)].join("\n");
}

function fallback(row: OptionRow, words: Sentences): string {
  if (row.fallback === undefined) return words[row.path] ?? "–";
  if (typeof row.fallback === "number") return quantity(row, row.fallback);
  return `\`${row.fallback}\``;
}

function bounds(row: OptionRow): string {
  const { kind, min = 0, max = 0, atMost, values = [] } = row;
  const most = atMost === undefined ? "" : `, at most \`${atMost}\``;
  switch (kind) {
    case "ms":
      return `milliseconds from 0${most}`;
    case "count":
      return `whole number from ${min}${max === Infinity ? ", or `Infinity`" : ""}${most}`;
    case "factor":
      return `number from ${min}`;
    case "enum":
      return values.map((value) => `\`${value}\``).join(", ");
    case "url":
    case "protocols":
    case "headers":
      return "value or function";
    default:
      return kind;
  }
}

function quantity({ kind, path }: OptionRow, value: number): string {
  if (kind === "ms") return value % 1_000 === 0 ? `${value / 1_000} s` : `${value} ms`;
  if (!/bytes|readLimit/.test(path))
    return value.toLocaleString("en-US").replace("∞", "`Infinity`");
  return value % 2 ** 20 === 0 ? `${value / 2 ** 20} MiB` : `${value / 2 ** 10} KiB`;
}
