// The command line: what may be said, and what is wrong with what was said.

import { parseArgs } from "node:util";
import { normalizeUrl } from "skep";
import { HABITS } from "./servers/habits.ts";
import { nameOf } from "./targets.ts";

export interface Options {
  /** Servers to read instead of the demo's own. */
  readonly urls: readonly string[];
  /** Milliseconds; undefined when nothing was said. */
  readonly duration: number | undefined;
  readonly json: boolean;
}

export type Command =
  | { readonly do: "run"; readonly options: Options }
  | { readonly do: "help" }
  | { readonly do: "refuse"; readonly why: string };

const SERVERS = Object.entries(HABITS).map(([name, habit]) => `  ${name}\n      ${habit}`);

/** No line is wider than 40 columns. */
export const HELP = `One pool reads six troublesome WebSocket
servers. Watch how links heal:

${SERVERS.join("\n")}

Usage: live-pool [options]

  --duration SECONDS
      how long to run; else until q or
      Ctrl-C at a terminal, 30 elsewhere
  --url URL
      read this server, none of the
      demo's own; repeatable
  --json
      one JSON object a line: servers,
      events, figures, a summary
  --help
      this text

NO_COLOR=1 takes the colours away.
`;

export function readArguments(given: readonly string[]): Command {
  try {
    const { help, json, url, duration } = parse(given);
    if (help) return { do: "help" };
    const options = { urls: urlsOf(url), duration: millisecondsOf(duration), json };
    return { do: "run", options };
  } catch (error) {
    // Node adds advice about arguments without a name, of which there are none.
    const why = (error as Error).message.replace(/\. To specify a positional .*$/s, "");
    return { do: "refuse", why };
  }
}

function parse(given: readonly string[]) {
  // What package managers put before the arguments of a script.
  const args = given[0] === "--" ? given.slice(1) : [...given];
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      duration: { type: "string" },
      url: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [stray] = positionals;
  if (stray !== undefined)
    throw new Error(`Unexpected argument '${shown(stray)}'; a server is given by --url.`);
  return values;
}

/** An argument as an error may show it. It may be a URL with a token, so user info and query are cut out. */
function shown(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, "//…@").replace(/[?#].*$/s, "?…");
}

/** By the key that the pool will know them by. */
function urlsOf(given: readonly string[]): readonly string[] {
  const keys = given.map((url) => normalizeUrl(url));
  const twice = given.find((_, index) => keys.indexOf(keys[index] as string) !== index);
  if (twice !== undefined) throw new Error(`--url ${nameOf(twice)} was given twice.`);
  return given;
}

/** The longest delay of a timer, in seconds: 24 days. */
const LONGEST = 2_147_483;

function millisecondsOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const seconds = Number(given);
  if (given.trim() !== "" && seconds > 0 && seconds <= LONGEST) return seconds * 1_000;
  throw new Error(
    `--duration must be seconds, more than 0 and at most ${LONGEST}, got "${shown(given)}".`,
  );
}
