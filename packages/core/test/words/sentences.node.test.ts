// Sentences stand in modules of words alone: whatever else of a package is said to a human would stay in a trimmed build.
import { transformSync } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { parseAst } from "rollup/parseAst";
import { expect, test } from "vitest";

const packages = new URL("../../../", import.meta.url);

/** Words, and what no application is delivered with. */
const SPARED = /words(\/|(\.production)?\.ts$)|^core\/src\/testing\//;

/** Names of members, by which an object is known. */
const NAMES =
  /^(headers onOpen ready .*|addEventListener aborted:boolean|dial can:object|tryRead end|message isAnswer:.*|size:number arrayBuffer|(debug info warn error|now wall schedule|start stop send stats state:string))$/;

/** Of a fault of ours, which nobody should ever read. */
const FAULT = " cannot happen while ";

const files = ["core", "transport-browser", "transport-node"].flatMap((name) =>
  readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: "utf8" })
    .map((file) => `${name}/src/${file}`)
    .filter((file) => file.endsWith(".ts") && !SPARED.test(file)),
);

/** Two words with a space between, in text that the program holds. */
function sentencesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const { type, value } = node as { type?: string; value?: unknown };
  const text = type === "TemplateElement" ? (value as { cooked: string }).cooked : value;
  const isText = type === "TemplateElement" || (type === "Literal" && typeof text === "string");
  const found = isText && /[a-z]{2,} [a-z]{2,}/i.test(text as string) ? [text as string] : [];
  return [...found, ...Object.values(node).flatMap(sentencesIn)];
}

test("no sentence stands outside of the words", () => {
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((file) => {
    const { code } = transformSync(readFileSync(new URL(file, packages), "utf8"), { loader: "ts" });
    return sentencesIn(parseAst(code)).map((text) => `${file}: ${text}`);
  });
  const said = found.filter((line) => {
    const text = line.slice(line.indexOf(": ") + 2);
    return !NAMES.test(text) && text !== FAULT;
  });
  expect(said).toEqual([]);
});

test("what is looked for is found", () => {
  const { code } = transformSync("throw new Error(`${1} is not open`, 'too late')");
  expect(sentencesIn(parseAst(code))).toEqual([" is not open", "too late"]);
});
