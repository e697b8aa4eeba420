// The command line: what may be said, and what is wrong with what was said.

import { parseArgs } from "node:util";
import { normalizeUrl } from "skep";
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

export const HELP = `One pool reads six troublesome WebSocket servers. Watch how links heal.

Usage: live-pool [options]

  --duration SECONDS  how long to run
                      (default: at a terminal until q or Ctrl-C, else 30)
  --url URL           read this server and not the demo's own; repeatable
  --json              one JSON object a line: events, figures, a summary
  --help              this text

NO_COLOR=1 takes the colours away.
`;

export function readArguments(given: readonly string[]): Command {
  try {
    const { help, json, url, duration } = parse(given);
    if (help) return { do: "help" };
    const options = { urls: urlsOf(url), duration: millisecondsOf(duration), json };
    return { do: "run", options };
  } catch (error) {
    return { do: "refuse", why: (error as Error).message };
  }
}

function parse(given: readonly string[]) {
  // What package managers put before the arguments of a script.
  const args = given[0] === "--" ? given.slice(1) : [...given];
  const { values } = parseArgs({
    args,
    options: {
      duration: { type: "string" },
      url: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return values;
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
    `--duration must be seconds, more than 0 and at most ${LONGEST}, got "${given}".`,
  );
}
