// What is said of each option: the kind, default and bounds from the table of the core, and words from the docstring of its member.
import { type OptionRow, optionRows } from "../../packages/core/src/options/rows.ts";
import type { Shape } from "../../packages/core/src/options/table.ts";
import { type Docstrings, docstringsOf } from "./docstrings.ts";

const source = (path: string): URL => new URL(`../../packages/core/src/${path}`, import.meta.url);

/** All interfaces of options. */
const INTERFACES: ReadonlyMap<string, Docstrings> = new Map(
  [
    "options/options.ts",
    "options/host-options.ts",
    "peer.ts",
    "base/wait-options.ts",
    "inbox/message.ts",
  ].flatMap((path) => [...docstringsOf(source(path))]),
);

/** The interfaces of groups, by the name under which a group stands. */
const GROUPS: Readonly<Record<string, string>> = {
  retry: "RetryOptions",
  sendBuffer: "SendBufferOptions",
  inbox: "InboxOptions",
  limit: "InboxLimit",
  events: "EventOptions",
  dialing: "DialingOptions",
};

/** The docstring of an option at a path, in the first of those interfaces that has it. */
export function docstringAt(path: string, roots: readonly string[]): string | undefined {
  const keys = path.split(".");
  const group = keys.at(-2);
  const holders = group === undefined ? roots : [GROUPS[group] as string];
  const holder = holders.find((name) => INTERFACES.get(name)?.has(keys.at(-1) as string));
  return holder && INTERFACES.get(holder)?.get(keys.at(-1) as string);
}

/** The members of an interface, so that a test can say which have no row. */
export const membersOf = (name: string): string[] => [...(INTERFACES.get(name)?.keys() ?? [])];

/** One option as the page and its docstring have it. */
export interface OptionDoc extends OptionRow {
  /** What it is: the first paragraph of the docstring, on one line. */
  readonly says: string;
  /** The last sentence of the docstring, which has default and bounds. */
  readonly ends: string;
}

export function optionDocs(shape: Shape, roots: readonly string[]): OptionDoc[] {
  return optionRows(shape).map((row) => {
    const doc = docstringAt(row.path, roots) ?? "";
    const [, body = doc, ends = ""] = /^(.*?)\s*((?:Default:|Required\.).*)$/s.exec(doc) ?? [];
    const [first = ""] = body.split("\n\n");
    return { ...row, says: onOneLine(first), ends: onOneLine(ends) };
  });
}

const onOneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** How the docstring of an option has to end; `other` is its row where it has another default as an option of a connection. */
export function endOf(doc: OptionDoc, other?: OptionRow): string {
  const value = doc.fallback === undefined ? wordsOf(doc) : valueOf(doc);
  if (value === undefined) return "Required.";
  const apart = other === undefined ? "" : `, of a connection ${valueOf(other)}`;
  const bounds = isBounded(doc) ? `; ${boundsOf(doc)}` : "";
  return `Default: ${value}${apart}${bounds}.`;
}

/** A default that is no value, in the words of the docstring; undefined where it has to be given. */
function wordsOf(doc: OptionDoc): string | undefined {
  const [, words] = /^Default: (.*)\.$/.exec(doc.ends) ?? [];
  return words?.replace(isBounded(doc) ? /; [^;]*$/ : "", "");
}

const isBounded = ({ kind, min, values }: OptionRow): boolean =>
  kind === "custom" || min !== undefined || values !== undefined;

/** The default as the page shows it. */
export function fallbackOf(doc: OptionDoc): string {
  if (doc.fallback !== undefined) return valueOf(doc);
  const words = wordsOf(doc);
  return words === undefined || words === "none" ? "–" : words;
}

/** What it takes, as the page shows it. */
export function boundsOf({ kind, min, max, atMost, values = [], what }: OptionRow): string {
  const most = atMost === undefined ? "" : `, at most \`${atMost}\``;
  switch (kind) {
    case "ms":
      return `milliseconds from ${min}${most}`;
    case "count":
      return `whole number from ${min}${max === Infinity ? ", or `Infinity`" : ""}${most}`;
    case "factor":
      return `number from ${min}`;
    case "enum":
      return `one of ${values.map((value) => `\`${value}\``).join(", ")}`;
    case "custom":
      return what as string;
    case "url":
    case "protocols":
    case "headers":
      return "value or function";
    default:
      return kind;
  }
}

function valueOf({ kind, path, fallback }: OptionRow): string {
  if (typeof fallback !== "number") return `\`${fallback}\``;
  if (kind === "ms") return fallback % 1_000 === 0 ? `${fallback / 1_000} s` : `${fallback} ms`;
  if (!/bytes|readLimit/.test(path))
    return fallback.toLocaleString("en-US").replace("∞", "`Infinity`");
  return fallback % 2 ** 20 === 0 ? `${fallback / 2 ** 20} MiB` : `${fallback / 2 ** 10} KiB`;
}
