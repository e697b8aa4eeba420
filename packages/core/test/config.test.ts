// Options from outside the program: the schemas accept and refuse what the hand checks accept and refuse.
import { inspect } from "node:util";
import { describe, expect, expectTypeOf, it } from "vitest";
import {
  parsePeerConfig,
  parsePoolConfig,
  type PeerConfig,
  peerConfigSchema,
  type PoolConfig,
  poolConfigSchema,
  type StandardSchema,
} from "../src/config.ts";
import { ConfigError } from "../src/errors.ts";
import type { PeerOptions, PoolOptions } from "../src/options/host-options.ts";
import { resolvePeer, resolvePoolOptions } from "../src/options/resolve.ts";
import { optionRows, type OptionRow } from "../src/options/rows.ts";
import { PEER, POOL } from "../src/options/pool-table.ts";
import type { Shape } from "../src/options/table.ts";
import { refusal } from "./options/support/refusal.ts";
import { call, transport } from "./options/support/fake-transport.ts";
import { pathIn, said } from "../../../tools/production/said.ts";

const resolvePeerOptions = (...given: Parameters<typeof resolvePeer>) =>
  resolvePeer(...given).options;

/** As the specification writes it, less what it leaves to the vendor. */
interface StandardSchemaV1<Input, Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
      options?: { readonly libraryOptions?: Record<string, unknown> | undefined },
    ) => Result<Output> | Promise<Result<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

type Result<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };

describe("the configuration of a pool", () => {
  it("is what was given, without defaults, so that it can be spread into options", () => {
    const config = {
      pingInterval: 5_000,
      retry: { maxDelay: 60_000, maxRetries: Infinity },
      inbox: { capacity: 64, limit: { messages: 128 }, overflow: "drop-oldest" },
      events: { capacity: 1 },
      dialing: { perSecond: 5 },
      headers: { "User-Agent": "relay/1" },
      binary: "view",
      unref: true,
    } as const;
    expect(parsePoolConfig(JSON.parse('{"pingInterval":5000}'))).toEqual({
      pingInterval: 5_000,
    });
    expect(parsePoolConfig(config)).toEqual(config);
    expect(parsePoolConfig({})).toEqual({});
    expectTypeOf<PoolConfig>().toExtend<Partial<PoolOptions>>();
    expect(resolvePoolOptions({ ...parsePoolConfig(config), transport })).toMatchObject(config);
  });

  it.each<[input: unknown, path: string, message: string]>([
    [null, "options", "options must be an object, got null."],
    ["x", "options", 'options must be an object, got "string".'],
    [[], "options", "options must be an object, got an array."],
    [
      { sesion: {} },
      "sesion",
      "sesion must be a known name (headers, binary, unref, keepaliveTimeout, pingInterval, dialTimeout, closeTimeout, writeTimeout, sendBuffer, minUptime, readLimit, stopTimeout, retry, inbox, events, dialing), got an object of Object.",
    ],
    [
      { session: { retry: {} } },
      "session",
      "session must be left out, as its members are options themselves (such as retry), got an object of Object.",
    ],
    [
      { retry: { delay: 5 } },
      "retry.delay",
      "retry.delay must be a known name (initialDelay, minDelay, maxDelay, multiplier, jitter, maxRetries, initialRetries), got 5.",
    ],
    [
      { pingInterval: "10s" },
      "pingInterval",
      'pingInterval must be milliseconds from 0 to 2147483647, got "10s".',
    ],
    [
      { retry: { maxRetries: -1 } },
      "retry.maxRetries",
      "retry.maxRetries must be a whole number from 0 to Infinity, got -1.",
    ],
    [
      { retry: { maxRetries: "no" } },
      "retry.maxRetries",
      'retry.maxRetries must be a whole number from 0 to Infinity, got "no".',
    ],
    [
      { retry: { jitter: "some" } },
      "retry.jitter",
      'retry.jitter must be one of full, equal, none, got "some".',
    ],
    [{ unref: 1 }, "unref", "unref must be a boolean, got 1."],
    [{ binary: "copy" }, "binary", 'binary must be one of own, view, got "copy".'],
    [
      { inbox: { capacity: 6, limit: { messages: 5 } } },
      "inbox.capacity",
      "inbox.capacity must be at most limit.messages (5), got 6.",
    ],
    [
      { retry: { initialDelay: 40_000 } },
      "retry.initialDelay",
      "retry.initialDelay must be at most maxDelay (30000), got 40000.",
    ],
    [{ headers: { a: 5 } }, "headers.a", 'headers.a must be a field of HTTP, got "number".'],
    [{ headers: call }, "headers", "headers must be an object of fields, got a function."],
  ])("%j is refused", (input, path, message) => {
    const error = refusal(() => parsePoolConfig(input));
    expect(error.message).toBe(said(message));
    expect(error.path).toBe(path);
  });

  it.each(["transport", "signal", "workerFactory", "environment", "logger", "clock", "random"])(
    "cannot hold %s, which only a program can give",
    (name) => {
      expect(refusal(() => parsePoolConfig({ [name]: call })).path).toBe(name);
    },
  );

  it.each(["onOpen", "ready", "probe"])("cannot hold %s either", (name) => {
    expect(refusal(() => parsePoolConfig({ [name]: call })).path).toBe(name);
  });
});

describe("the configuration of a peer", () => {
  it("is what was given", () => {
    const config: PeerConfig = {
      id: "a",
      url: "wss://h",
      protocols: ["x", "y"],
      headers: { a: "b" },
      retry: { initialDelay: 40_000 },
    };
    expect(parsePeerConfig(config)).toEqual(config);
    expect(parsePeerConfig({ url: "wss://h", protocols: "x" })).toEqual({
      url: "wss://h",
      protocols: "x",
    });
    expectTypeOf<PeerConfig>().toExtend<PeerOptions>();
    expect(resolvePeerOptions(parsePeerConfig(config), transport)).toEqual(config);
  });

  it.each<[input: unknown, path: string, message: string]>([
    [{}, "url", "url must be a ws: or wss: URL, got undefined."],
    [{ url: 5 }, "url", "url must be a ws: or wss: URL, got 5."],
    [
      { url: { href: "wss://h" } },
      "url",
      "url must be a ws: or wss: URL, got an object of Object.",
    ],
    [{ url: "h:8080" }, "url", 'url must be a ws: or wss: URL, got "h:8080".'],
    [{ url: "wss://h", id: "" }, "id", 'id must be a non-empty string, got "".'],
    [
      { url: "wss://h", protocols: ["a", "a"] },
      "protocols",
      'protocols must be a subprotocol name or a list of distinct ones, got "string".',
    ],
    [
      { url: "wss://h", retry: { minDelay: 5, maxDelay: 4 } },
      "retry.minDelay",
      "retry.minDelay must be at most maxDelay (4), got 5.",
    ],
  ])("%j is refused", (input, path, message) => {
    const error = refusal(() => parsePeerConfig(input));
    expect(error.message).toBe(said(message));
    expect(error.path).toBe(path);
  });

  it("tells no secret of a URL that it refuses", () => {
    for (const url of ["ftp://u:canary@h", "ftp://h?canary", "wss://u:canary@[h"]) {
      const error = refusal(() => parsePeerConfig({ url }));
      expect(`${inspect(error)} ${JSON.stringify(error)} ${String(error.value)}`).not.toContain(
        "canary",
      );
      const issues = peerConfigSchema()["~standard"].validate({ url });
      expect(JSON.stringify(issues)).not.toContain("canary");
    }
  });
});

describe("the Standard Schema", () => {
  it("gives the value", () => {
    const { version, vendor, validate } = poolConfigSchema()["~standard"];
    expect([version, vendor]).toEqual([1, "skep"]);
    expect(validate({ unref: true })).toEqual({ value: { unref: true } });
    expectTypeOf(peerConfigSchema()).toEqualTypeOf<StandardSchema<PeerConfig>>();
    expectTypeOf(poolConfigSchema()).toExtend<StandardSchemaV1<unknown, PoolConfig>>();
  });

  it("tells all that is wrong, each with its path", () => {
    const { validate } = peerConfigSchema()["~standard"];
    expect(
      validate({
        id: 5,
        url: "wss://h",
        headers: { a: "\n" },
        pingInterval: -1,
        pong: 1,
        pung: 2,
      }),
    ).toEqual({
      issues: [
        { path: ["id"], message: said("id must be a non-empty string, got 5.") },
        { path: ["headers"], message: said('headers.a must be a field of HTTP, got "string".') },
        {
          path: ["pingInterval"],
          message: said("pingInterval must be milliseconds from 0 to 2147483647, got -1."),
        },
        {
          path: ["pong"],
          message: expect.stringContaining(said("pong must be a known name")),
        },
        {
          path: ["pung"],
          message: expect.stringContaining(said("pung must be a known name")),
        },
      ],
    });
    expect(validate(null)).toEqual({
      issues: [{ path: [], message: said("options must be an object, got null.") }],
    });
  });
});

describe("the two checks", () => {
  const checkedByHand = (input: object): void => void resolvePoolOptions({ ...input, transport });

  /** Undefined where accepted, else where it was refused. */
  function verdict(check: () => unknown): string | undefined {
    try {
      check();
      return undefined;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.path;
    }
  }

  // mulberry32: small, seeded, even enough.
  function chance(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  const ODD = [
    null,
    undefined,
    Number.NaN,
    Infinity,
    -Infinity,
    -1,
    0,
    0.5,
    1,
    "",
    "5",
    true,
    [],
    {},
  ];
  const VALUES: Partial<Record<OptionRow["kind"], readonly unknown[]>> = {
    boolean: [true, false],
    string: ["a", "wss://h", " "],
    url: ["wss://h", "ws://h:80/", "http://h", "h:8080", "wss://[", "WSS://U:P@H?q#f"],
    protocols: ["a", "a b", ["a", "b"], ["a", "a"], [""], ["a", 5], []],
    headers: [{ a: "b" }, { "a b": "c" }, { a: "\n" }, { a: 5 }, {}, { a: "b", c: "é" }],
  };

  /** Values at the edges of a row, beside them and far from them. */
  function candidates({ kind, min = 0, max = 0, values }: OptionRow): readonly unknown[] {
    if (values) return [...values, "other", values[0]?.toUpperCase()];
    if (VALUES[kind]) return VALUES[kind];
    const edges = [min, max, Math.min(max, 2 ** 40)];
    return [
      ...edges.flatMap((edge) => [edge - 1, edge - 0.5, edge, edge + 0.5, edge + 1]),
      100,
      2_000,
    ];
  }

  function generate(rows: readonly OptionRow[], random: () => number): Record<string, unknown> {
    const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const config: Record<string, unknown> = rows.some(({ path }) => path === "url")
      ? { url: "wss://h" }
      : {};
    const density = random() * 0.2;
    for (const row of rows)
      if (random() < density) put(config, row.path, pick(random() < 0.1 ? ODD : candidates(row)));
    if (random() < 0.1) put(config, `${pick(rows).path}s`, pick(ODD));
    // That of a peer is an object, which no file can hold.
    const inbox = rows.some(({ path }) => path.startsWith("inbox.")) ? "inbox" : "none";
    if (random() < 0.05) put(config, pick(["session", inbox, "retry", "none"]), pick(ODD));
    return config;
  }

  function put(into: Record<string, unknown>, path: string, value: unknown): void {
    const keys = path.split(".");
    const last = keys.pop()!;
    let at = into;
    for (const key of keys) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    at[last] = value;
  }

  const serialisable = (shape: Shape): OptionRow[] =>
    optionRows(shape).filter(({ kind }) => kind !== "function" && kind !== "object");

  function agree(
    rows: readonly OptionRow[],
    byHand: (input: object) => unknown,
    schema: StandardSchema<unknown>,
  ): void {
    let accepted = 0;
    for (let seed = 1; seed <= 5_000; seed += 1) {
      const config = generate(rows, chance(seed));
      const hand = verdict(() => byHand(config));
      const { issues } = schema["~standard"].validate(config);
      // Where several options are wrong, the hand check names but one of them.
      const named = issues?.map(({ message }) => pathIn(message)) ?? [undefined];
      if (!named.includes(hand))
        expect.fail(`seed ${seed}: by hand ${hand}, by schema ${named.join()}: ${inspect(config)}`);
      if (hand === undefined) accepted += 1;
    }
    // A generator of nothing but nonsense, or of nothing but sense, would prove little.
    expect(accepted).toBeGreaterThan(1_000);
    expect(accepted).toBeLessThan(4_000);
  }

  it("agree on thousands of configurations of a pool", () => {
    agree(serialisable(POOL), checkedByHand, poolConfigSchema());
  });

  it("agree on thousands of configurations of a peer", () => {
    const byHand = (input: object): unknown => resolvePeerOptions(input as PeerOptions, transport);
    agree(serialisable(PEER), byHand, peerConfigSchema());
  });

  it("agree on each value of each option alone, and on its name", () => {
    for (const row of serialisable(POOL))
      for (const value of [...candidates(row), ...ODD]) {
        const config = {};
        put(config, row.path, value);
        const hand = verdict(() => checkedByHand(config));
        expect(
          verdict(() => parsePoolConfig(config)),
          inspect(config),
        ).toBe(hand);
      }
    for (const row of serialisable(PEER))
      for (const value of [...candidates(row), ...ODD]) {
        const config = { url: "wss://h" };
        put(config, row.path, value);
        const hand = verdict(() => resolvePeerOptions(config, transport));
        expect(
          verdict(() => parsePeerConfig(config)),
          inspect(config),
        ).toBe(hand);
      }
  }, 90_000);
});
