// Reads the docstrings of interfaces from a source file, in the layout that the formatter gives it.
import { readFileSync } from "node:fs";

/** The members of an interface that stand in it, each with its docstring; without one, with undefined. */
export type Docstrings = ReadonlyMap<string, string | undefined>;

/** All interfaces of a file by name. */
export function docstringsOf(file: URL): ReadonlyMap<string, Docstrings> {
  const text = readFileSync(file, "utf8");
  const found = text.matchAll(/^(?:export )?interface (\w+)[^;]*?\{\n(.*?)^\}/gms);
  return new Map([...found].map(([, name, body]) => [name as string, membersOf(body as string)]));
}

/** A member begins at an indent of two; what is further in belongs to one. */
const MEMBER = /(?:^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n)?^ {2}(?:readonly )?(\w+)\??[(:]/gms;

function membersOf(body: string): Docstrings {
  return new Map(
    [...body.matchAll(MEMBER)].map(([, doc, name]) => [name as string, doc && plain(doc)]),
  );
}

/** Without the stars; an empty line stays, as it ends a paragraph. */
function plain(doc: string): string {
  return doc
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim())
    .join("\n")
    .trim();
}
