// Writes docs/servers.md from what the tests against servers know.
import { type Stack, stacks } from "./stacks.ts";

interface Row {
  readonly name: string;
  readonly language: string;
  readonly version: string;
  readonly packages: readonly string[];
  readonly oddities: readonly string[];
}

const HEAD = `<!-- Written from packages/e2e/test/support by \`pnpm docs\`; edit there. -->

# Servers that others wrote

Skep speaks to these in its tests, over \`ws\` on Node. With each: it opens, chooses a subprotocol, echoes text and bytes from
none to 1 MiB, sends a message in fragments, pings, closes with codes and a reason, hears our goodbye, sends more than \`readLimit\`,
is sent more than its own limit, is killed, is asked to end, and is found again. The version is the one that was seen.
`;

const OWN_HEAD = `
## With a protocol of their own

These cannot be told what to do; tests of their own speak their protocols to them.
`;

/** Each is what a test of the same file holds. */
const OWN: readonly Row[] = [
  {
    name: "nats-server",
    language: "Go",
    version: "2.9.10",
    packages: ["nats-server"],
    oddities: [
      "ends whoever does not answer its pings with 1006, which no frame may carry: a breach of the protocol",
      "refuses what it does not understand with 1002",
      "goes with 1001 on SIGTERM",
    ],
  },
  {
    name: "Prosody",
    language: "Lua",
    version: "0.12.3",
    packages: ["prosody"],
    oddities: [
      "answers HTTP 501 where no subprotocol is asked for",
      "refuses bytes with 1003, and what is no XML with 1007",
      "says why a stanza is too large for it, and ends with 1000",
      "goes with 1000 on SIGTERM, or without a word where it is busy",
    ],
  },
  {
    name: "websocketd",
    language: "Go",
    version: "0.4.1",
    packages: ["websocketd"],
    oddities: [
      "sends lines: a text of two lines comes back as two messages",
      "chooses no subprotocol",
      "says no goodbye when its program ends",
    ],
  },
  {
    name: "nginx",
    language: "C",
    version: "1.22.1",
    packages: ["nginx"],
    oddities: ["cuts what is idle for `proxy_read_timeout` without a goodbye"],
  },
];

function rowOf({ cannot = {}, differs = {}, ...stack }: Stack): Row {
  const lacks = Object.entries(cannot).map(([ability, why]) => `not tried with ${ability}: ${why}`);
  return { ...stack, oddities: [...lacks, ...Object.values(differs).map(({ why }) => why)] };
}

function table(rows: readonly Row[]): string {
  return [
    "| server | language | version seen | package | what differs from the others |",
    "| --- | --- | --- | --- | --- |",
    ...rows.map(({ name, language, version, packages, oddities }) => {
      const names = packages.map((name) => `\`${name}\``).join(", ");
      return `| ${name} | ${language} | ${version} | ${names} | ${oddities.join("; ")} |`;
    }),
    "",
  ].join("\n");
}

export function renderServers(): string {
  return `${HEAD}\n${table(stacks.map(rowOf))}${OWN_HEAD}\n${table(OWN)}`;
}
