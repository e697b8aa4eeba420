// The table of options: complete, consistent, and with the defaults of the contract.
import { describe, expect, it } from "vitest";
import { fits } from "../../src/options/check.ts";
import { type OptionRow, optionRows } from "../../src/options/rows.ts";
import { CONNECTION } from "../../src/options/connection-table.ts";
import { PEER, POOL } from "../../src/options/pool-table.ts";
import { SESSION, type Shape } from "../../src/options/table.ts";

const pool = optionRows(POOL);
const peer = optionRows(PEER);

/** What concerns no session. */
const isOwn = ({ path }: OptionRow): boolean => !((path.split(".")[0] as string) in SESSION);

function defaultsOf(rows: readonly OptionRow[]): Record<string, unknown> {
  return Object.fromEntries(
    rows.filter(({ fallback }) => fallback !== undefined).map((row) => [row.path, row.fallback]),
  );
}

describe("the table", () => {
  it("has the defaults of the contract", () => {
    expect(defaultsOf(pool)).toEqual({
      pingInterval: 10_000,
      dialTimeout: 10_000,
      closeTimeout: 2_000,
      writeTimeout: 30_000,
      "sendBuffer.bytes": 1024 * 1024,
      "sendBuffer.sends": 1_024,
      minUptime: 5_000,
      readLimit: 512 * 1024,
      stopTimeout: 5_000,
      "retry.initialDelay": 2_000,
      "retry.minDelay": 100,
      "retry.maxDelay": 30_000,
      "retry.multiplier": 2,
      "retry.jitter": "full",
      "retry.maxRetries": Infinity,
      "retry.initialRetries": Infinity,
      "inbox.capacity": 1_024,
      "inbox.limit.messages": 32_768,
      "inbox.limit.bytes": 16 * 1024 * 1024,
      "inbox.overflow": "disconnect",
      "inbox.maxPause": 20_000,
      "inbox.discard": false,
      "events.capacity": 4_096,
      "dialing.perSecond": 500,
      "dialing.probeInterval": 2_000,
      binary: "own",
      unref: false,
    });
  });

  it("gives a connection the session options of a pool, but for one default", () => {
    const differs = ({ path, fallback }: OptionRow): boolean =>
      pool.find((row) => row.path === path)?.fallback !== fallback;
    const rows = optionRows(CONNECTION).filter((row) => !isOwn(row));
    expect(rows.map(({ path }) => path)).toEqual(optionRows(SESSION).map(({ path }) => path));
    expect(defaultsOf(rows.filter(differs))).toEqual({ "retry.initialRetries": 5 });
  });

  it("gives a peer the session options of the pool, and no defaults", () => {
    expect(PEER).toMatchObject(SESSION);
    expect(POOL).toMatchObject(SESSION);
    const own = peer.filter(isOwn);
    expect(defaultsOf(own)).toEqual({});
  });

  it("names what must not be exceeded by its path", () => {
    const limits = pool.flatMap(({ path, atMost }) =>
      atMost === undefined ? [] : [[path, atMost]],
    );
    expect(limits).toEqual([
      ["retry.initialDelay", "retry.maxDelay"],
      ["retry.minDelay", "retry.maxDelay"],
      ["inbox.capacity", "inbox.limit.messages"],
    ]);
  });

  it("has defaults that its own bounds allow", () => {
    const allowed = (shape: Shape): boolean =>
      Object.values(shape).every((entry) =>
        Array.isArray(entry)
          ? entry[1] === undefined || fits(entry as never, entry[1])
          : allowed(entry as Shape),
      );
    expect(allowed(POOL)).toBe(true);
  });

  it("bounds times by what the platform's timers can wait", () => {
    // Without an interval, an origin that is down would be dialled as fast as the limiter lets.
    for (const { kind, path, min, max } of pool)
      if (kind === "ms")
        expect([min, max]).toEqual([path === "dialing.probeInterval" ? 100 : 0, 2 ** 31 - 1]);
  });
});

describe("the rows", () => {
  it("carry what their kind has", () => {
    const row = (path: string): OptionRow | undefined => pool.find((found) => found.path === path);
    expect(row("retry.initialDelay")).toEqual({
      path: "retry.initialDelay",
      kind: "ms",
      fallback: 2_000,
      min: 0,
      max: 2 ** 31 - 1,
      atMost: "retry.maxDelay",
    });
    expect(row("retry.jitter")).toEqual({
      path: "retry.jitter",
      kind: "enum",
      fallback: "full",
      values: ["full", "equal", "none"],
    });
    expect(row("clock")).toEqual({ path: "clock", kind: "object", fallback: undefined });
  });
});
