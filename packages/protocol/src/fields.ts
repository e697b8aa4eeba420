// Reads fields of untrusted JSON. What is wrong with one is an exception of this file's own, which the decoder turns into a result.

import { MAX_EPOCH } from "./limits.ts";
import { GAP_REASONS, type GapReason, type Position } from "./position.ts";

/** An object of JSON. Only own properties are read: `__proto__` in a message is a property like any other. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field is missing, or is not what it should be. */
export class FieldFault {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new FieldFault(`${what} must be an object`);
}

/** The value of a field; `null` counts as left out. */
export function valueOf(fields: Fields, name: string): unknown {
  const value = fields[name] ?? undefined;
  // Most of what may be left out is: to see that is cheaper than to ask first.
  return value === undefined || Object.hasOwn(fields, name) ? value : undefined;
}

export function text(fields: Fields, name: string): string {
  return textMaybe(fields, name) ?? missing(name);
}

export function textMaybe(fields: Fields, name: string): string | undefined {
  return asText(valueOf(fields, name), name);
}

export function asText(value: unknown, name: string): string | undefined {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return undefined;
  throw new FieldFault(`${name} must be text`);
}

/** A whole number from 0 to 2^53 - 1. */
export function count(fields: Fields, name: string): number {
  return countMaybe(fields, name) ?? missing(name);
}

export function countMaybe(fields: Fields, name: string): number | undefined {
  return asCount(valueOf(fields, name), name);
}

export function asCount(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (isCount(value)) return value;
  throw new FieldFault(`${name} must be a whole number from 0 to 2^53 - 1`);
}

export function flagMaybe(fields: Fields, name: string): boolean | undefined {
  const value = valueOf(fields, name);
  if (value === undefined || typeof value === "boolean") return value;
  throw new FieldFault(`${name} must be true or false`);
}

/** A position under a name of its own: `{"e": …, "o": …, "t": …}`. */
export function positionMaybe(fields: Fields, name: string): Position | undefined {
  const value = valueOf(fields, name);
  if (value === undefined) return undefined;
  return ownPosition(fieldsOf(value, name)) ?? missing(`the epoch of ${name}`);
}

/** The position whose parts are fields of the message itself; undefined where there is no epoch. */
export function ownPosition(fields: Fields): Position | undefined {
  const epoch = textMaybe(fields, "e");
  const offset = countMaybe(fields, "o");
  const time = countMaybe(fields, "t");
  if (epoch === undefined) return undefined;
  if (epoch.length > MAX_EPOCH) throw new FieldFault(`e must have at most ${MAX_EPOCH} characters`);
  const whole = { epoch, offset: offset ?? missing("o") };
  return time === undefined ? whole : { ...whole, time };
}

export function reasonMaybe(fields: Fields): GapReason | undefined {
  const value = textMaybe(fields, "reason");
  // A reason of a later version says as much as none.
  return value === undefined || isReason(value) ? value : "unknown";
}

function isReason(reason: string): reason is GapReason {
  return (GAP_REASONS as readonly string[]).includes(reason);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function missing(name: string): never {
  throw new FieldFault(`${name} is missing`);
}
