// Writes docs/options.md from the table that the core checks with, and from the docstrings of the options.
import { CONNECTION } from "../../packages/core/src/options/connection-table.ts";
import { PEER, POOL } from "../../packages/core/src/options/pool-table.ts";
import { HOST, SESSION } from "../../packages/core/src/options/table.ts";
import { boundsOf, docstringAt, fallbackOf, type OptionDoc, optionDocs } from "./option-docs.ts";

/** The interfaces in which the options of each stand. */
export const ROOTS = {
  pool: ["PoolOptions", "HostOptions", "SessionOptions"],
  peer: ["PeerOptions", "SessionOptions"],
  connection: ["ConnectionOptions", "HostOptions", "SessionOptions"],
} as const;

const top = (path: string): string => path.split(".")[0] as string;
const isOfSession = ({ path }: OptionDoc): boolean => top(path) in SESSION;
const isShared = (doc: OptionDoc): boolean => isOfSession(doc) || top(doc.path) in HOST;

/** Groups of options of a pool: those of no group have their own sections. */
const GROUPS: readonly (readonly [title: string, group: string])[] = [
  ["Pool, peer or connection", "retry"],
  ["Pool, peer or connection", "sendBuffer"],
  ["Pool", "inbox"],
  ["Pool", "events"],
  ["Pool", "dialing"],
];

/** The page, as it must stand in docs/options.md. */
export function renderOptions(): string {
  const pool = optionDocs(POOL, ROOTS.pool);
  const single = pool.filter(({ path }) => !path.includes("."));
  const peer = optionDocs(PEER, ROOTS.peer).filter((doc) => !isOfSession(doc));
  const connection = optionDocs(CONNECTION, ROOTS.connection).filter(
    (doc) => !isShared(doc) || isApart(doc, pool),
  );
  const sections = [
    section(
      "Pool or connection",
      single.filter(({ path }) => path in HOST),
    ),
    section(
      "Pool",
      single.filter((doc) => !isShared(doc)),
    ),
    section("Pool, peer or connection", single.filter(isOfSession)),
    ...GROUPS.map(([title, group]) =>
      section(
        `${title}: \`${group}\``,
        pool.filter(({ path }) => top(path) === group),
        group,
      ),
    ),
    section("Peer", peer),
    section("Connection", connection, "limit"),
  ];
  return `${[INTRODUCTION, ...sections, CHECKS].join("\n\n")}\n`;
}

/** Its default is not that of a pool. */
export const isApart = ({ path, fallback }: OptionDoc, pool: readonly OptionDoc[]): boolean =>
  pool.some((doc) => doc.path === path && doc.fallback !== fallback);

const INTRODUCTION = `<!-- Written from packages/core/src/options by \`pnpm docs\`; edit there. -->

# Options

\`new Pool(options)\` takes the options of the pool, \`pool.connect(url, options)\` those of one peer, and
\`new Connection(url, options)\` those of a connection by itself. What concerns a session may be given to all three: what a
peer leaves out, its pool gives. Times are in milliseconds in code, and at most 2,147,483,647, which is 24 days. An option that is
\`undefined\` counts as left out.`;

const CHECKS = `## Checks

Every constructor and \`connect\` check all of this before anything is changed. What cannot be used, a name
that does not exist included, is a \`ConfigError\` whose message names the path and the value:

\`\`\`text
retry.multiplier must be a number from 1 to 9007199254740991, got 0.5.
\`\`\`

User info and query of URLs, and what header fields say, are left out of it. For configuration files and
for users of Standard Schema, \`skep/config\` has the same checks as functions and schemas.`;

/** `group` is the option whose docstring says what all of a section is about, or a part of it. */
function section(title: string, docs: readonly OptionDoc[], group?: string): string {
  const roots = [...ROOTS.pool, ...ROOTS.connection];
  const about = group === undefined ? [] : [groupLine(group, docstringAt(group, roots) as string)];
  return [`## ${title}`, ...about, table(docs)].join("\n\n");
}

const groupLine = (group: string, says: string): string =>
  `\`${group}\`: ${says.replaceAll(/\s+/g, " ")}`;

function table(docs: readonly OptionDoc[]): string {
  const lines = docs.map((doc) =>
    [`\`${doc.path}\``, fallbackOf(doc), boundsOf(doc).replace("one of ", ""), doc.says].join(
      " | ",
    ),
  );
  const head = ["option | default | what it takes | what it is", "--- | --- | --- | ---"];
  return [...head, ...lines].map((line) => `| ${line} |`).join("\n");
}
