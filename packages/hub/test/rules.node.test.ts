// The rules of the house for the hub: what it may import, which part decides, and what is public.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { docstringsOf } from "../../../tools/docs/docstrings.ts";
import * as hub from "../src/index.ts";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"));
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");
const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
const imports = (file: string): string[] =>
  [...read(file).matchAll(/from "([^"]*)"/g)].map(([, name = ""]) => name);
const within = (folder: string): string[] => files.filter((file) => file.startsWith(folder));

test("it stands on the base of the core and the protocol, and knows no client", () => {
  const allowed =
    /^(@skep\/core\/base|@skep\/protocol|ws|node:(buffer|crypto|http|net|os|stream))$/;
  const outside = files
    .flatMap(imports)
    .filter((name) => !name.startsWith(".") && !allowed.test(name));
  expect(outside).toEqual([]);
});

test("what decides knows no platform, no promise and no clock", () => {
  const folders = [...within("core/"), ...within("metrics/")];
  expect(folders.length).toBeGreaterThan(20);
  const platform = folders.filter((file) => imports(file).some((name) => /^(ws|node:)/.test(name)));
  const waiting = folders.filter((file) => /\b(async|await|Promise|Clock|Date)\b/.test(code(file)));
  expect([platform, waiting]).toEqual([[], []]);
});

test("what decides is imported by its shell, and imports none of it", () => {
  const allowed = /^\.\/|^\.\.\/(engine\/engine|metrics\/\w+|payload|publish-request)\.ts$/;
  const outside = within("core/")
    .flatMap(imports)
    .filter((name) => name.startsWith(".") && !allowed.test(name));
  expect(outside).toEqual([]);
});

test("it waits on a clock that it is given, and draws lots from a source that it is given", () => {
  const naming = files.filter((file) =>
    /\b(setTimeout|setInterval|Date\.now|performance|console)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
  // Their defaults alone.
  const defaults = ["engine/memory-options.ts", "hub-options.ts"];
  expect(files.filter((file) => code(file).includes("Math.random")).toSorted()).toEqual(defaults);
});

test("it says in the first line of each file what it is", () => {
  expect(files.filter((file) => !/^\/\/ [`A-Z][^\n]*[.,:;\w)]\n/.test(read(file)))).toEqual([]);
});

test("only the door re-exports", () => {
  const others = files.filter(
    (file) => file !== "index.ts" && /^export (type )?[{*][^;]*from/m.test(read(file)),
  );
  expect(others).toEqual([]);
});

test("each of its errors and events is public, and each error stands in docs/errors.md", () => {
  const named = (file: string): string[] =>
    [...code(file).matchAll(/^export class (\w+)/gm)].map(([, name = ""]) => name);
  const names = Object.keys(hub);
  expect(names).toEqual(expect.arrayContaining([...named("errors.ts"), ...named("hub-events.ts")]));
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  expect(named("errors.ts").filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(hub).toSorted()).toEqual([
    "AnswerTimeoutError",
    "ConflictError",
    "EngineError",
    "Hub",
    "HubAuthFailedEvent",
    "HubChannelEvent",
    "HubClientEvent",
    "HubClosedError",
    "HubErrorEvent",
    "HubStatusEvent",
    "LimitError",
    "Publisher",
    "apiKeys",
    "hubDefaults",
    "isSameSecret",
    "memoryEngine",
  ]);
});

/** Each name that the door gives, and the file that it is from. */
const given = [
  ...read("index.ts").matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)"/gm),
].flatMap(([, names = "", file = ""]) =>
  [...names.matchAll(/(\w+)(?:,|\s*$)/g)].map(([, name = ""]) => ({ name, file })),
);

test("each public name says what it is", () => {
  expect(given.length).toBeGreaterThan(40);
  const bare = given.filter(({ file, name }) => {
    const declared = `\\*/\\nexport (?:abstract )?(?:class|function|interface|type|const) ${name}\\b`;
    return !new RegExp(declared).test(read(file));
  });
  expect(bare).toEqual([]);
});

const members = given.flatMap(({ file, name }) => {
  const all = docstringsOf(new URL(`../src/${file}`, import.meta.url)).get(name) ?? [];
  return [...all].map(([member, doc]) => ({ name, member, doc }));
});

/** Options that have to be given. */
const REQUIRED = ["PublisherOptions.engine", "ListenOptions.port"];

test("each option says what it is, and what is done where it is left out", () => {
  const options = members.filter(({ name }) => /(Options|Limits)$/.test(name));
  const vague = options.filter(({ doc, member, name }) =>
    doc === undefined ? true : !doc.includes("Default") && !REQUIRED.includes(`${name}.${member}`),
  );
  expect(options.length).toBeGreaterThan(35);
  expect(vague).toEqual([]);
});

test("each member of what an application or an engine is given says what it is", () => {
  const told = [
    "AuthRequest",
    "AuthResult",
    "EngineSession",
    "ExitLike",
    "HubClient",
    "OutboundMessage",
  ];
  const bare = members.filter(({ doc, name }) => told.includes(name) && doc === undefined);
  expect([...new Set(members.map(({ name }) => name))]).toEqual(expect.arrayContaining(told));
  expect(bare).toEqual([]);
});
