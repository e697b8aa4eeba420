// The rules of the house for the client of a hub: what it may import, what it names, and what is public.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as channels from "@skep/channels";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src).filter((file) => file.endsWith(".ts"));
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");
const imports = (file: string): string[] =>
  [...read(file).matchAll(/from "([^"]*)"/g)].map(([, name = ""]) => name);

test("it stands on the core, the protocol and the front door, and knows no hub", () => {
  const allowed = /^(@skep\/core(\/base)?|@skep\/protocol|skep\/(connection|transport))$/;
  const outside = files
    .flatMap(imports)
    .filter((name) => !name.startsWith(".") && !allowed.test(name));
  expect(outside).toEqual([]);
});

test("it takes little of the core itself, as a page pays for what it takes", () => {
  const values = files.flatMap((file) =>
    [...read(file).matchAll(/^import \{([^}]*)\} from "@skep\/core";/gm)].flatMap(
      ([, names = ""]) =>
        names.split(",").flatMap((name) => (/^\s*type |^\s*$/.test(name) ? [] : [name.trim()])),
    ),
  );
  expect(values).toEqual(["Inbox"]);
});

test("it waits on a clock that it is given, and draws lots from a source that it is given", () => {
  const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const naming = files.filter((file) =>
    /\b(setTimeout|setInterval|Date\.now|performance|crypto|console)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
  // Its default alone.
  expect(files.filter((file) => code(file).includes("Math.random"))).toEqual(["channel-client.ts"]);
});

test("the client of the original is not needed by the other one", () => {
  const own = ["message.ts", "reconnect-options.ts", "reconnecting-client.ts"];
  const needing = files.filter(
    (file) =>
      ![...own, "index.ts"].includes(file) &&
      imports(file).some((name) => own.includes(name.replace("./", ""))),
  );
  expect(needing).toEqual([]);
});

test("it says in the first line of each file what it is", () => {
  expect(files.filter((file) => !/^\/\/ [A-Z][^\n]*[.,:;\w)]\n/.test(read(file)))).toEqual([]);
});

test("only the door re-exports", () => {
  const others = files.filter(
    (file) => file !== "index.ts" && /^export (type )?[{*][^;]*from/m.test(read(file)),
  );
  expect(others).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(channels).toSorted()).toEqual([
    "ChannelClient",
    "ClientClosedError",
    "ReconnectingClient",
    "RefusedError",
    "TokenError",
    "UncertainError",
    "reconnectDefaults",
  ]);
});

test("each of its errors stands in docs/errors.md", () => {
  const page = readFileSync(new URL("../../../docs/errors.md", import.meta.url), "utf8");
  const classes = Object.keys(channels).filter((name) => name.endsWith("Error"));
  expect(classes.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
