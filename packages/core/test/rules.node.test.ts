// The rules of the house that a type checker does not know: who imports whom, what the core may name, what is public.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as base from "../src/base/index.ts";
import * as core from "../src/index.ts";
import * as testing from "../src/testing/index.ts";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const read = (file: string): string => readFileSync(resolve(src, file), "utf8");

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const found = [...read(file).matchAll(/^(?:import|export) (type )?[^;]*?from "([^"]+)";/gms)];
  return found.map(([statement, type, path = ""]) => ({
    from: file,
    to: path.startsWith(".") ? relative(src, resolve(src, dirname(file), path)) : path,
    typeOnly: type !== undefined || /\{(\s*type [^,}]+,?)+\s*\}/.test(statement),
  }));
}

const imports = files.flatMap(importsOf);
const room = (file: string): string =>
  file.includes("/") ? file.slice(0, file.indexOf("/")) : file;

describe("imports", () => {
  /** Values that a room may use of others; types may go where they like, as long as no ring of values comes of it. */
  const MAY: Record<string, readonly string[]> = {
    words: ["base"],
    "errors.ts": ["base", "words"],
    "url.ts": ["errors.ts", "base", "words"],
    base: ["errors.ts", "words"],
    options: ["base", "errors.ts", "url.ts", "words"],
    session: [],
    worker: ["base", "session", "errors.ts", "options", "words"],
    inbox: ["base", "errors.ts", "options", "words"],
    pool: ["base", "errors.ts", "inbox", "options", "session", "url.ts", "words", "worker"],
    testing: ["base", "errors.ts", "session"],
    "config.ts": ["base", "errors.ts", "options", "url.ts", "words"],
    "index.ts": ["base", "errors.ts", "inbox", "pool", "session", "url.ts", "worker"],
  };

  test("of values go one way", () => {
    const wrong = imports.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly && room(from) !== room(to) && !(MAY[room(from)] ?? []).includes(room(to)),
    );
    expect(wrong.filter(({ from, to }) => !(from === "config.ts" && to === "zod/mini"))).toEqual(
      [],
    );
  });

  test("of values make no ring", () => {
    const next = new Map(
      files.map((file) => [
        file,
        importsOf(file)
          .filter((i) => !i.typeOnly)
          .map((i) => i.to),
      ]),
    );
    const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
      (next.get(from) ?? []).some(
        (to) => to === goal || (!seen.has(to) && reaches(to, goal, seen.add(to))),
      );
    expect(files.filter((file) => reaches(file, file, new Set()))).toEqual([]);
  });

  test("leave the core for zod only, and only behind ./config", () => {
    const outside = imports.filter(({ to }) => !to.endsWith(".ts"));
    expect(outside.map(({ from, to }) => `${from} → ${to}`)).toEqual(["config.ts → zod/mini"]);
  });

  test("are re-exported by the doors only", () => {
    const doors = ["index.ts", "config.ts", "base/index.ts", "testing/index.ts"];
    const others = files.filter(
      (file) => !doors.includes(file) && /^export (type )?[{*][^;]*from/m.test(read(file)),
    );
    expect(others).toEqual([]);
  });
});

describe("the core", () => {
  const code = (file: string): string => read(file).replaceAll(/\/\*.*?\*\/|\/\/.*$/gms, "");

  test.each([
    "readyState",
    "process",
    "window",
    "document",
    "Buffer",
    "WebSocket",
    "console",
    "require",
  ])("does not name %s", (name) => {
    const naming = files.filter((file) =>
      new RegExp(`\\b${name}\\b(?!")`).test(code(file).replaceAll(/"[^"]*"|`[^`]*`/g, "")),
    );
    expect(naming).toEqual([]);
  });

  test.each(["Promise", "async", "await", "Date", "Math.random", "setTimeout", "performance"])(
    "keeps %s out of the session machine",
    (name) => {
      const naming = files.filter(
        (file) => file.startsWith("session/") && code(file).includes(name),
      );
      expect(naming).toEqual([]);
    },
  );

  test("says in the first line of each file what it is", () => {
    const silent = files.filter((file) => !/^\/\/ [A-Z][^\n]*[.,:;\w)]\n/.test(read(file)));
    expect(silent).toEqual([]);
  });
});

test("the public names are these", () => {
  expect(Object.keys(core).sort()).toEqual([
    "BackpressureError",
    "ConfigError",
    "ConnectionClosedError",
    "ConnectionUnavailableError",
    "DefaultWorker",
    "DialError",
    "InvariantError",
    "PeerExistsError",
    "PeerNotFoundError",
    "Pool",
    "PoolClosedError",
    "ReadLimitError",
    "ReentrancyError",
    "SkepError",
    "WriteTimeoutError",
    "classifyCentrifugo",
    "classifyGraphqlWs",
    "classifyNostr",
    "classifyPusher",
    "classifyYWebsocket",
    "normalizeUrl",
    "systemClock",
    "wrapInbox",
  ]);
  expect(Object.keys(base).sort()).toEqual([
    "AlarmClock",
    "ConfigError",
    "GuardedEventTarget",
    "InvariantError",
    "SkepError",
    "checkMemory",
    "isCloseCode",
    "ownBytes",
    "plainPayload",
    "systemClock",
    "whenAborted",
  ]);
  expect(Object.keys(testing).sort()).toEqual([
    "ManualClock",
    "MemoryTransport",
    "POOL_EVENT_TYPES",
    "SeededRandom",
    "sessionCells",
    "testTransport",
  ]);
});
