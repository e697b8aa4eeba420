// Docstrings and the table of options say the same: each option has a docstring, and its last sentence has default, unit and bounds.

import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { docstringsOf } from "../../../../tools/docs/docstrings.ts";
import {
  docstringAt,
  endOf,
  membersOf,
  type OptionDoc,
  optionDocs,
} from "../../../../tools/docs/option-docs.ts";
import { isApart, ROOTS } from "../../../../tools/docs/options.ts";
import { CONNECTION } from "../../src/options/connection-table.ts";
import { DEFAULT_KEEPALIVE_TIMEOUT } from "../../src/options/defaults.ts";
import { PEER, POOL } from "../../src/options/pool-table.ts";
import { resolvePoolOptions } from "../../src/options/resolve.ts";
import {
  BATCHES,
  CLOSE,
  LIMIT,
  REDIAL,
  RETRY,
  SESSION,
  type Shape,
  WAIT,
} from "../../src/options/table.ts";
import { MemoryTransport } from "../../src/testing/index.ts";

/** Whatever options there are, with the interfaces in which they stand. */
const ALL: readonly (readonly [shape: Shape, roots: readonly string[]])[] = [
  [POOL, ROOTS.pool],
  [PEER, ROOTS.peer],
  [CONNECTION, ROOTS.connection],
  [CLOSE, ["CloseOptions", "StopOptions", "WaitOptions"]],
  [REDIAL, ["RedialOptions"]],
  [WAIT, ["WaitOptions"]],
  [BATCHES, ["BatchOptions", "WaitOptions"]],
];

const pool = optionDocs(POOL, ROOTS.pool);
const connection = optionDocs(CONNECTION, ROOTS.connection);
const docs = ALL.flatMap(([shape, roots]) => optionDocs(shape, roots));

/** The row that has another default as an option of a connection. */
const apart = ({ path }: OptionDoc): OptionDoc | undefined =>
  connection.find((doc) => doc.path === path && isApart(doc, pool));

/** Where the two differ, one docstring names both defaults, the pool's first. */
function ended(doc: OptionDoc): string {
  const other = apart(doc);
  const first = other && pool.find(({ path }) => path === doc.path);
  return endOf(first ?? doc, other);
}

describe("the docstring of an option", () => {
  it.each(docs.map((doc) => [doc.path, doc] as const))("says what %s is", (_, doc) => {
    expect(doc.says).toMatch(/^[A-Z0-9`][^|]*\.$/);
  });

  it.each(docs.map((doc) => [doc.path, doc] as const))("ends with the row of %s", (_, doc) => {
    expect(doc.ends).toBe(ended(doc));
  });

  it("would not pass with another default, bound or set of values", () => {
    const wrong = (path: string, change: Partial<OptionDoc>): void => {
      const doc = pool.find((one) => one.path === path) as OptionDoc;
      expect(endOf({ ...doc, ...change })).not.toBe(doc.ends);
    };
    wrong("pingInterval", { fallback: 9_000 });
    wrong("pingInterval", { min: 1 });
    wrong("dialing.inFlight", { min: 2 });
    wrong("retry.maxRetries", { max: 5 });
    wrong("retry.minDelay", { atMost: "retry.initialDelay" });
    wrong("binary", { values: ["own"] });
    wrong("unref", { fallback: true });
    wrong("retry.initialRetries", {});
  });

  it("names defaults that the table cannot hold", () => {
    const silence = `Default: ${DEFAULT_KEEPALIVE_TIMEOUT / 1_000} s where a ping or probe exists, else off;`;
    for (const holder of ["SessionOptions", "PartialSessionOptions"])
      expect(docstringAt("keepaliveTimeout", [holder])?.replaceAll(/\s+/g, " ")).toContain(silence);
    const { inFlight } = resolvePoolOptions({ transport: new MemoryTransport() }).dialing;
    const doc = pool.find(({ path }) => path === "dialing.inFlight");
    expect(doc?.ends).toMatch(new RegExp(`^Default: ${inFlight}, or 1 where`));
  });

  it("names the default of a connection where that is another", () => {
    expect(connection.filter((doc) => isApart(doc, pool)).map(({ path }) => path)).toEqual([
      "retry.initialRetries",
    ]);
  });
});

describe("the interfaces", () => {
  const sorted = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

  it.each(ALL)("have a member for each option, and for nothing else: %#", (shape, roots) => {
    expect(sorted(roots.flatMap(membersOf))).toEqual(sorted(Object.keys(shape)));
  });

  it.each<[string, Shape]>([
    ["SessionOptions", SESSION],
    ["RetryOptions", RETRY],
    ["SendBufferOptions", SESSION["sendBuffer"] as Shape],
    ["InboxOptions", POOL["inbox"] as Shape],
    ["InboxLimit", LIMIT],
    ["EventOptions", POOL["events"] as Shape],
    ["DialingOptions", POOL["dialing"] as Shape],
  ])("%s has the members of its group", (name, shape) => {
    expect(sorted(membersOf(name))).toEqual(sorted(Object.keys(shape)));
  });
});

describe("each member of an interface of options", () => {
  const packages = new URL("../../../", import.meta.url);
  const files = ["core", "skep", "testing", "transport-browser", "transport-node"].flatMap((name) =>
    readdirSync(new URL(`${name}/src/`, packages), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${name}/src/${file}`),
  );

  /** What is resolved has the docstrings of what it is made of, and what only the inside makes is no option. */
  const isOptions = (name: string): boolean =>
    /(?<!^Resolved\w*)(Options|Limit|Probe)$/.test(name) && name !== "FaultyLinkOptions";

  it("has a docstring, in whatever package", () => {
    const members = files.flatMap((file) =>
      [...docstringsOf(new URL(file, packages))]
        .filter(([name]) => isOptions(name))
        .flatMap(([name, all]) => [...all].map(([member, doc]) => ({ name, member, doc }))),
    );
    expect(members.length).toBeGreaterThan(150);
    const silent = members.filter(({ doc }) => !doc);
    expect(silent.map(({ name, member }) => `${name}.${member}`)).toEqual([]);
  });
});
