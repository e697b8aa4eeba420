// The rules of the house for the kit: what it may import, what it names, and what is public.

import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as testing from "@skep/testing";
import { expect, test } from "vitest";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");

test("it leaves the kit for the core only", () => {
  const outside = files
    .flatMap((file) => [...read(file).matchAll(/from "([^."][^"]*)"/g)])
    .map(([, name]) => name)
    .filter((name) => !/^@skep\/core(\/base|\/connection|\/testing|\/worker)?$/.test(name ?? ""));
  expect(outside).toEqual([]);
});

test("it waits on a clock that it is given, and draws no lots", () => {
  const code = (file: string): string => read(file).replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, "");
  const naming = files.filter((file) =>
    /\b(setTimeout|setInterval|Date\.now|Math\.random|performance)\b/.test(code(file)),
  );
  expect(naming).toEqual([]);
});

test("it says in the first line of each file what it is", () => {
  expect(files.filter((file) => !/^\/\/ [A-Z][^\n]*[.,:;\w)]\n/.test(read(file)))).toEqual([]);
});

test("only the doors re-export", () => {
  const others = files.filter(
    (file) => !file.endsWith("index.ts") && /^export (type )?[{*][^;]*from/m.test(read(file)),
  );
  expect(others).toEqual([]);
});

test("the public names are these", () => {
  expect(Object.keys(testing).sort()).toEqual([
    "ManualClock",
    "MemoryTransport",
    "POOL_EVENT_TYPES",
    "Recorder",
    "SeededRandom",
    "faults",
    "sessionCells",
    "testEngine",
    "testManagedWorker",
    "testTransport",
    "testWorker",
  ]);
});
