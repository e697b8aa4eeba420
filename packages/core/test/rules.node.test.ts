// The rules of the house that a type checker does not know: who imports whom, what the core may name, what is public.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as base from "../src/base/index.ts";
import * as closeCodes from "../src/close-codes.ts";
import * as connection from "../src/connection/index.ts";
import * as worker from "../src/worker/index.ts";
import * as core from "../src/index.ts";
import * as testing from "../src/testing/index.ts";

const src = fileURLToPath(new URL("../src/", import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const texts = new Map(files.map((file) => [file, readFileSync(resolve(src, file), "utf8")]));
const read = (file: string): string => texts.get(file) ?? "";

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

/** The files from which such imports lead back to themselves. */
function inCircles(counts: (known: Import) => boolean): string[] {
  const next = (file: string): string[] =>
    importsOf(file)
      .filter(counts)
      .map(({ to }) => to);
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    next(from).some((to) => to === goal || (!seen.has(to) && reaches(to, goal, seen.add(to))));
  return files.filter((file) => reaches(file, file, new Set()));
}

const room = (file: string): string =>
  file.includes("/") ? file.slice(0, file.indexOf("/")) : file;

/** Entry points of the package. */
const DOORS = [
  "index.ts",
  "base/index.ts",
  "close-codes.ts",
  "config.ts",
  "connection/index.ts",
  "testing/index.ts",
  "worker/index.ts",
];

/**
 * Files that name each other: the first uses the second, which names a type of the first, such as a part that is told of its owner.
 * They exist for the type checker alone.
 */
const TYPE_PAIRS: readonly string[] = [
  "base/open-reads.ts base/reader.ts",
  "dialing/dial-limiter.ts dialing/origin-limiter.ts",
  "dialing/origin-limiter.ts dialing/outage.ts",
  "dialing/origin-limiter.ts dialing/pacing.ts",
  "dialing/outage.ts dialing/origin-probing.ts",
  "dialing/peer-dialer.ts dialing/admission.ts",
  "dialing/peer-dialer.ts dialing/dial-attempt.ts",
  "dialing/peer-dialer.ts dialing/place.ts",
  "dialing/place.ts dialing/admission.ts",
  "errors.ts words/errors.ts",
  "host/registration.ts host/host.ts",
  "options/table.ts words/requirements.ts",
  "peer.ts pool/events.ts",
  "testing/memory-transport.ts testing/memory-dial.ts",
  "worker.ts options/host-options.ts",
  "worker/link.ts worker/session-owner.ts",
];

describe("imports", () => {
  /** Rooms, or single files, whose values a room may use; types may go where they like, as long as no ring of values comes of it. */
  const MAY: Record<string, readonly string[]> = {
    "milliseconds.ts": [],
    words: ["base"],
    "errors.ts": ["base", "words"],
    "pool-errors.ts": ["errors.ts"],
    "url.ts": ["errors.ts", "base", "words"],
    "address.ts": ["url.ts"],
    base: ["errors.ts", "milliseconds.ts", "words"],
    options: ["address.ts", "base", "errors.ts", "url.ts", "words"],
    // Nothing that acts: arithmetic, and numbers.
    session: ["milliseconds.ts", "options/defaults.ts"],
    worker: ["base", "dialing", "session", "errors.ts", "milliseconds.ts", "options", "words"],
    inbox: ["base", "errors.ts", "options", "words"],
    dialing: ["address.ts", "base/soon.ts", "errors.ts", "options", "words"],
    host: ["base", "dialing", "errors.ts", "options", "session", "words", "worker"],
    pool: [
      "pool-errors.ts",
      "base",
      "dialing",
      "errors.ts",
      "host",
      "inbox",
      "options",
      "session",
      "url.ts",
      "words",
      "worker",
    ],
    connection: [
      "base",
      "dialing",
      "errors.ts",
      "host",
      "inbox",
      "options",
      "pool",
      "words",
      "worker",
    ],
    testing: ["base", "errors.ts", "session"],
  };

  const may = (from: string): readonly string[] => MAY[from] ?? [];
  const fits = (allowed: string, to: string): boolean => allowed === to || allowed === room(to);

  test("of values go one way", () => {
    const wrong = imports.filter(
      ({ from, to, typeOnly }) =>
        !typeOnly &&
        !DOORS.includes(from) &&
        room(from) !== room(to) &&
        !may(room(from)).some((it) => fits(it, to)),
    );
    expect(wrong).toEqual([]);
  });

  test("of values make no ring", () => {
    expect(inCircles(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  test("of types make these pairs, and no other circle", () => {
    const isUsed = (from: string, to: string): boolean =>
      importsOf(from).some((known) => known.to === to);
    const inOrder = (pair: string): string => pair.split(" ").toSorted().join(" ");
    const pairs = imports.filter(({ from, to }) => from < to && isUsed(to, from));
    expect(pairs.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(
      TYPE_PAIRS.map(inOrder).toSorted(),
    );
    expect(inCircles(({ from, to }) => !TYPE_PAIRS.includes(`${to} ${from}`))).toEqual([]);
  });

  test("of the dialer reach no limiter: a peer alone is not to carry one", () => {
    const reached = new Set<string>();
    const follow = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { to, typeOnly } of importsOf(file)) if (!typeOnly) follow(to);
    };
    for (const file of ["dialing/peer-dialer.ts", "dialing/admit-at-once.ts"]) follow(file);
    expect([...reached].filter((file) => /limiter|pacing|outage|probing/.test(file))).toEqual([]);
  });

  test("leave the core for zod only, and only behind ./config", () => {
    const outside = imports.filter(({ to }) => !to.endsWith(".ts"));
    expect(outside.map(({ from, to }) => `${from} → ${to}`)).toEqual(["config.ts → zod/mini"]);
  });

  test("are re-exported by the doors only", () => {
    const others = files.filter(
      (file) => !DOORS.includes(file) && /^export (type )?[{*][^;]*from/m.test(read(file)),
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

  test("has no static block, which the compiler of React Native does not know", () => {
    expect(files.filter((file) => /\bstatic \{/.test(code(file)))).toEqual([]);
  });

  test("says in the first line of each file what it is", () => {
    const silent = files.filter((file) => !/^\/\/ [A-Z][^\n]*[.,:;\w)]\n/.test(read(file)));
    expect(silent).toEqual([]);
  });
});

test("what the door of a connection has, the root has too, but for what is its own", () => {
  const namesOf = (door: string): string[] =>
    [...read(door).matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = ""]) =>
      names.split(",").flatMap((name) => name.replace(/\btype\b/, "").trim() || []),
    );
  const root = namesOf("index.ts");
  expect(root.length).toBeGreaterThan(60);
  const own = namesOf("connection/index.ts").filter((name) => !root.includes(name));
  expect(own.toSorted()).toEqual(["Connection", "ConnectionOptions"]);
});

test("the public names are these", () => {
  expect(Object.keys(core).sort()).toEqual([
    "BackpressureError",
    "ConfigError",
    "ConnectionClosedError",
    "ConnectionUnavailableError",
    "DialError",
    "Inbox",
    "InvariantError",
    "PeerExistsError",
    "PeerNotFoundError",
    "Pool",
    "PoolClosedError",
    "ReadLimitError",
    "ReentrancyError",
    "SkepError",
    "WriteTimeoutError",
    "normalizeUrl",
    "systemClock",
  ]);
  expect(Object.keys(connection).sort()).toEqual([
    "BackpressureError",
    "ConfigError",
    "Connection",
    "ConnectionClosedError",
    "ConnectionUnavailableError",
    "DialError",
    "ReadLimitError",
    "ReentrancyError",
    "SkepError",
    "WriteTimeoutError",
  ]);
  expect(Object.keys(worker).sort()).toEqual(["DefaultWorker", "wrapInbox"]);
  expect(Object.keys(closeCodes).sort()).toEqual([
    "classifyCentrifugo",
    "classifyGraphqlWs",
    "classifyNostr",
    "classifyPusher",
    "classifyYWebsocket",
  ]);
  expect(Object.keys(base).sort()).toEqual([
    "AlarmClock",
    "BoundedQueue",
    "ConfigError",
    "EXPOSITION_TYPE",
    "ExitGrace",
    "Fifo",
    "GuardedEventTarget",
    "InvariantError",
    "JoinedSignal",
    "LONGEST_DELAY",
    "LineSplitter",
    "MacrotaskBudget",
    "OpenReads",
    "Reader",
    "RecordLog",
    "SkepError",
    "abortable",
    "backoff",
    "brand",
    "checkCount",
    "checkMembers",
    "checkMemory",
    "checkNames",
    "checkNumber",
    "checkOneOf",
    "checkSignal",
    "checkType",
    "expositionOf",
    "handled",
    "isCloseCode",
    "nextMacrotask",
    "ownBytes",
    "plainPayload",
    "redactUrl",
    "safeLogger",
    "sleep",
    "soon",
    "systemClock",
    "unlessAborted",
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
