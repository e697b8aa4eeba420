// The walk over given options: unknown names and bad values are refused, what is missing comes from a base or is the default.

import { ConfigError } from "../errors.ts";
import { withheld } from "../base/quote.ts";
import { textOf } from "../url.ts";
import { atMost, OBJECT, requirementOf, unknownName } from "../words/requirements.ts";
import { checkHeaders, checkProtocols } from "./http.ts";
import { type AnyRecord, has, isRecord } from "./record.ts";
import { isRow, type Row, type Shape } from "./table.ts";

/**
 * A frozen copy of `given`, checked, with what is missing or undefined taken from `base`; without a
 * base, from the table. `prefix` stands before each name in errors: empty, or a path and a dot.
 */
export function fill(
  shape: Shape,
  given: unknown = {},
  base: AnyRecord | undefined,
  prefix: string,
): AnyRecord {
  if (!isRecord(given))
    throw new ConfigError(prefix.slice(0, -1) || "options", OBJECT, withheld(given));
  for (const key of Object.keys(given))
    if (!Object.hasOwn(shape, key))
      throw new ConfigError(prefix + key, unknownName(shape, key), withheld(given[key]));
  const filled: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(shape)) {
    const value = given[key];
    const found =
      value === undefined && base
        ? base[key]
        : isRow(entry)
          ? checkRow(entry, value, prefix + key)
          : fill(entry, value, base && ((base[key] ?? {}) as AnyRecord), `${prefix + key}.`);
    if (found !== undefined) filled[key] = found;
  }
  checkOrder(shape, filled, given, prefix);
  return Object.freeze(filled);
}

/** An option that was given must not exceed the option that limits it. A default that would exceed it is lowered to it. */
function checkOrder(
  shape: Shape,
  filled: Record<string, unknown>,
  given: AnyRecord,
  prefix: string,
): void {
  for (const key of Object.keys(filled)) {
    const limit = (shape[key] as Row)[4];
    const most = limit && (valueAt(filled, limit.split(".")) as number);
    // False where either value is missing, as in the options of a peer, which its pool's options complete later.
    if (!((filled[key] as number) > (most as number))) continue;
    if (given[key] === undefined) filled[key] = most;
    else throw new ConfigError(prefix + key, atMost(limit as string, most), filled[key]);
  }
}

/** The value at a path, or undefined. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

/**
 * The value of one option, its default if undefined, or a frozen copy where it is a list or record.
 * Throws a `ConfigError`.
 */
export function checkRow(row: Row, value: unknown, path: string): unknown {
  if (value === undefined) return row[1];
  switch (row[0]) {
    case "url":
    case "protocols":
    case "headers":
      return typeof value === "function" ? value : CHECKS[row[0]](value, path);
    default: {
      if (fits(row, value)) return value;
      // A value of an option that takes a number or an enum value is no secret. A close reason may be one.
      const kept = /custom|object|function/.test(row[0]) ? withheld(value) : value;
      throw new ConfigError(path, requirementOf(row), kept);
    }
  }
}

/** The checks of these kinds. Each returns the checked value, copied where it could change later. */
const CHECKS = {
  protocols: checkProtocols,
  headers: checkHeaders,
  // The URL is kept as text, as a URL object may change later. It is resolved later, as only the transport knows its base.
  url: (value: unknown): string => textOf(value as string | URL),
} as const;

/** Whether a value is what an option must be. */
export function fits(row: Row, value: unknown): boolean {
  switch (row[0]) {
    case "ms":
    case "count":
    case "factor": {
      const [kind, , min, max] = row;
      const whole = kind !== "count" || Number.isInteger(value) || value === Infinity;
      return whole && typeof value === "number" && value >= min && value <= max;
    }
    case "enum":
      return row[2].includes(value as string);
    case "object":
      return has(value, row[2]);
    case "custom":
      return row[2](value);
    default:
      // The only option of the kind `string` is the id of a peer, which must not be empty.
      return typeof value === row[0] && value !== "";
  }
}
