// The rules of the house for the protocol: it stands on nothing, does nothing, and says what it is.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as protocol from "@skep/protocol";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replaceAll("\\", "/"));
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");
/** Without comments. */
const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");

const imports = files.flatMap((file) =>
  [...code(file).matchAll(/from "([^"]+)"/g)].map(([, name = ""]) => ({ file, name })),
);

test("it stands on nothing; its schema alone stands on zod", () => {
  const outside = imports.filter(({ name }) => !name.startsWith("."));
  expect(outside).toEqual([{ file: "schema.ts", name: "zod/mini" }]);
  expect(imports.filter(({ name }) => name.includes("schema"))).toEqual([]);
});

test("it waits for nobody, and knows no time, no chance and no platform", () => {
  const acting =
    /\b(async|await|Promise|setTimeout|setInterval|Date\.now|new Date\(\)|Math\.random|performance|console|globalThis|Buffer|window|crypto)\b/;
  expect(files.filter((file) => acting.test(code(file)))).toEqual([]);
});

test("it says in the first line of each file what it is", () => {
  expect(files.filter((file) => !/^\/\/ [A-Z`][^\n]*[.,:;\w)]\n/.test(read(file)))).toEqual([]);
});

test("only the door re-exports", () => {
  const others = files.filter(
    (file) => file !== "index.ts" && /^export (type )?[{*][^;]*from/m.test(read(file)),
  );
  expect(others).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(protocol).toSorted()).toEqual([
    "ALL",
    "ERRORS",
    "GAP_REASONS",
    "HELLO_TIMEOUT",
    "MAX_CHANNEL",
    "MAX_DEPTH",
    "MAX_EPOCH",
    "MAX_FRAME",
    "MAX_KEY",
    "MAX_PROCESS_ID",
    "PROCESS",
    "SUBPROTOCOL",
    "VERSIONS",
    "batchesOf",
    "channelFault",
    "decodeFromClient",
    "decodeFromHub",
    "encodeFromClient",
    "encodeFromHub",
    "encodePublication",
    "encodePublish",
    "errorOfClose",
    "greet",
    "initial",
    "isErrorCode",
    "isKey",
    "isProcessId",
    "jsonOf",
    "namespaceOf",
    "processChannel",
    "protocolsWithToken",
    "step",
    "tokenOfProtocols",
    "verdictOf",
  ]);
});

const exported = [
  ...read("index.ts").matchAll(/^export (?:type )?\{([^}]*)\} from "\.\/([^"]+)"/gm),
].flatMap(([, names = "", file = ""]) =>
  names
    .split(",")
    .map((name) => name.replace(/\btype\b/, "").trim())
    .filter((name) => name !== "")
    .map((name) => ({ name, file })),
);
/** All that `messages.ts` exports is public. */
const messages = [...read("messages.ts").matchAll(/^export (?:interface|type) (\w+)/gm)].map(
  ([, name = ""]) => ({ name, file: "messages.ts" }),
);

test("each public export says what it is", () => {
  expect(exported.length + messages.length).toBeGreaterThan(50);
  const bare = [...exported, ...messages].filter(({ file, name }) => {
    const declared = new RegExp(`\\*/\\nexport (?:class|function|interface|type|const) ${name}\\b`);
    return !declared.test(read(file));
  });
  expect(bare).toEqual([]);
});
