// The walk over given options: what is filled in, and what is refused under which name.
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { checkRow, fill, fits } from "../../src/options/check.ts";
import type { Row, Shape } from "../../src/options/table.ts";
import { said } from "../../../../tools/production/said.ts";

const SHAPE: Shape = {
  time: ["ms", 5, 0, 100, undefined],
  low: ["count", 1, 0, 10, "high"],
  high: ["count", 9, 0, 10, undefined],
  size: ["count", 2, 1, 99, "wall.size"],
  wall: { size: ["count", 3, 1, 99, undefined], deep: { flag: ["boolean", false] } },
  mode: ["enum", "on", ["on", "off"]],
  call: ["function"],
};

const DEFAULTS = {
  time: 5,
  low: 1,
  high: 9,
  size: 2,
  wall: { size: 3, deep: { flag: false } },
  mode: "on",
};

function refusal(given: unknown, base?: Record<string, unknown>, prefix = ""): string {
  try {
    fill(SHAPE, given, base, prefix);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error("accepted");
}

describe("filling in", () => {
  it("takes the defaults where nothing is given", () => {
    for (const given of [undefined, {}, { time: undefined, wall: undefined, call: undefined }])
      expect(fill(SHAPE, given, undefined, "")).toEqual(DEFAULTS);
  });

  it("keeps what is given, at every depth", () => {
    const call = (): void => {};
    const given = { time: 0, wall: { deep: { flag: true } }, mode: "off", call };
    expect(fill(SHAPE, given, undefined, "")).toEqual({
      ...DEFAULTS,
      ...given,
      wall: { size: 3, deep: { flag: true } },
    });
  });

  it("takes a base before the defaults, whole branches of it included", () => {
    const base = fill(SHAPE, { time: 7, wall: { size: 30 } }, undefined, "");
    const filled = fill(SHAPE, { high: 10, low: undefined }, base, "");
    expect(filled).toEqual({ ...base, high: 10 });
    expect(filled.wall).toBe(base.wall);
    expect(fill(SHAPE, { wall: { deep: { flag: true } } }, base, "").wall).toEqual({
      size: 30,
      deep: { flag: true },
    });
  });

  it("adds nothing to an empty base", () => {
    expect(fill(SHAPE, {}, {}, "")).toEqual({});
    expect(fill(SHAPE, { wall: { deep: {} } }, {}, "")).toEqual({ wall: { deep: {} } });
  });

  it("copies and freezes", () => {
    const given = { wall: { size: 5 } };
    const filled = fill(SHAPE, given, undefined, "");
    given.wall.size = 6;
    expect(filled.wall).toEqual({ size: 5, deep: { flag: false } });
    expect(Object.isFrozen(filled)).toBe(true);
    expect(Object.isFrozen(filled.wall)).toBe(true);
    expect(Object.isFrozen((filled.wall as typeof DEFAULTS.wall).deep)).toBe(true);
  });

  it("reads getters and inherited values once", () => {
    let reads = 0;
    class Given {
      get time(): number {
        reads += 1;
        return 8;
      }
    }
    expect(fill(SHAPE, new Given(), undefined, "").time).toBe(8);
    expect(reads).toBe(1);
  });
});

describe("refusing", () => {
  it.each([
    [{ tim: 5 }, "tim must be a known name (time, low, high, size, wall, mode, call), got 5."],
    [
      { tim: undefined },
      "tim must be a known name (time, low, high, size, wall, mode, call), got undefined.",
    ],
    [{ wall: { sise: 5 } }, "wall.sise must be a known name (size, deep), got 5."],
    [
      JSON.parse('{"__proto__":5}'),
      "__proto__ must be a known name (time, low, high, size, wall, mode, call), got 5.",
    ],
    [
      { toString: 5 },
      "toString must be a known name (time, low, high, size, wall, mode, call), got 5.",
    ],
    [{ time: -1 }, "time must be milliseconds from 0 to 100, got -1."],
    [{ time: null }, "time must be milliseconds from 0 to 100, got null."],
    [{ wall: { deep: { flag: 0 } } }, "wall.deep.flag must be a boolean, got 0."],
    [{ wall: null }, "wall must be an object, got null."],
    [{ wall: [] }, "wall must be an object, got an array."],
    [{ wall: 5 }, "wall must be an object, got 5."],
    [{ wall: { deep: "x" } }, 'wall.deep must be an object, got "string".'],
    [null, "options must be an object, got null."],
    [5, "options must be an object, got 5."],
    [new Map(), "options must be an object, got an object of Map."],
    [{ low: 10 }, "low must be at most high (9), got 10."],
    [{ low: 5, high: 4 }, "low must be at most high (4), got 5."],
    [{ size: 4 }, "size must be at most wall.size (3), got 4."],
  ])("%j", (given, message) => {
    expect(refusal(given)).toBe(said(message));
  });

  it("puts the prefix before the path", () => {
    expect(refusal({ time: -1 }, undefined, "a.b.")).toContain(said("a.b.time must"));
    expect(refusal({ tim: 1 }, undefined, "a.b.")).toContain(said("a.b.tim must"));
    expect(refusal({ low: 10 }, undefined, "a.b.")).toContain(said("a.b.low must be at most high"));
    expect(refusal(5, undefined, "a.b.")).toContain(said("a.b must be an object"));
  });

  it("lets a default give way to what was asked for", () => {
    expect(fill(SHAPE, { high: 4 }, { low: 5 }, "")).toMatchObject({ low: 4, high: 4 });
    expect(fill(SHAPE, { wall: { size: 1 } }, { size: 2 }, "")).toMatchObject({ size: 1 });
  });

  it("compares what is given with the base, and nothing with what is missing", () => {
    expect(refusal({ low: 5 }, { high: 4 })).toBe(said("low must be at most high (4), got 5."));
    expect(refusal({ low: 5, high: 4 }, {})).toBe(said("low must be at most high (4), got 5."));
    expect(fill(SHAPE, { low: 10 }, {}, "")).toEqual({ low: 10 });
    expect(fill(SHAPE, { size: 10 }, {}, "")).toEqual({ size: 10 });
    expect(fill(SHAPE, { size: 10, wall: {} }, {}, "")).toEqual({ size: 10, wall: {} });
  });
});

describe("a row", () => {
  const MS: Row = ["ms", undefined, 0, 100, undefined];
  const COUNT: Row = ["count", undefined, 1, 100, undefined];
  const FOREVER: Row = ["count", undefined, 0, Infinity, undefined];
  const FACTOR: Row = ["factor", undefined, 1, 100, undefined];

  it.each<[row: Row, good: readonly unknown[], bad: readonly unknown[], what: string]>([
    [
      MS,
      [0, 0.5, 100],
      [-0.1, 100.1, Number.NaN, Infinity, -Infinity, "5", 5n, null, true, [5], {}, new Date(5)],
      "milliseconds from 0 to 100",
    ],
    [
      COUNT,
      [1, 100],
      [0, 1.5, 101, Number.NaN, Infinity, "5", null, [5]],
      "a whole number from 1 to 100",
    ],
    [
      FOREVER,
      [0, 5, Infinity],
      [-1, 0.5, -Infinity, Number.NaN, "Infinity"],
      "a whole number from 0 to Infinity",
    ],
    [FACTOR, [1, 1.5, 100], [0.9, 100.5, Number.NaN, Infinity, "2"], "a number from 1 to 100"],
    [["enum", "a", ["a", "b"]], ["a", "b"], ["", "c", "A", 0, null, ["a"]], "one of a, b"],
    [["boolean"], [true, false], [0, 1, "true", "", null], "a boolean"],
    [["string"], ["a", " "], ["", 5, null, ["a"]], "a non-empty string"],
    [["function"], [() => {}, Date], ["", {}, null, 5], "a function"],
    [
      ["object", undefined, "now wall:number"],
      [{ now() {}, wall: 5 }, Object.assign(() => {}, { now() {}, wall: 5 })],
      [{}, { now() {} }, { now() {}, wall: null }, { now: 5, wall: 5 }, 5, null, "x"],
      "an object with now and wall",
    ],
  ])("%j says what fits", (row, good, bad, what) => {
    for (const value of good) {
      expect(fits(row, value)).toBe(true);
      expect(checkRow(row, value, "a")).toBe(value);
    }
    for (const value of bad) {
      expect(fits(row, value)).toBe(false);
      expect(() => checkRow(row, value, "a.b")).toThrow(said(`a.b must be ${what}, got `));
    }
  });

  it("gives its default for undefined", () => {
    expect(checkRow(["ms", 5, 0, 9, undefined], undefined, "a")).toBe(5);
    expect(checkRow(["url"], undefined, "a")).toBeUndefined();
  });

  it("lets a function stand for url, protocols and headers", () => {
    const provider = (): string => "";
    for (const kind of ["url", "protocols", "headers"] as const)
      expect(checkRow([kind], provider, "a")).toBe(provider);
  });

  it("copies what may change later", () => {
    const url = new URL("wss://h/x");
    const protocols = ["a"];
    const headers = { a: "b" };
    const copies = [
      checkRow(["url"], url, "url"),
      checkRow(["protocols"], protocols, "protocols"),
      checkRow(["headers"], headers, "headers"),
    ];
    url.href = "wss://other";
    protocols[0] = "other";
    headers.a = "other";
    expect(copies).toEqual(["wss://h/x", ["a"], { a: "b" }]);
  });
});
