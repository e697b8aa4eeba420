// What Redis answers, read: a reply that is not what a script returns is an error, whatever is at the other end.

import type { Position } from "@skep/protocol";
import { EngineError } from "../errors.ts";

export function strange(): EngineError {
  return new EngineError("Redis has answered what no script of the engine returns.");
}

export function asList(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw strange();
  return reply;
}

export function asCount(value: unknown): number {
  const count = Number(asText(value));
  if (!Number.isSafeInteger(count) || count < 0) throw strange();
  return count;
}

/** ECMA-262 21.4.1.1: the last millisecond that a `Date` knows. A message with a later one could not be written for a client. */
const LAST_TIME = 8.64e15;

/** Undefined for what is no time of a message. */
export function timeFrom(text: string): number | undefined {
  const time = Number(text);
  return /^\d{1,16}$/.test(text) && time <= LAST_TIME ? time : undefined;
}

/** Clients give bulk strings as text or bytes, and numbers as numbers or text. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || value instanceof Uint8Array)
    return String(value);
  throw strange();
}

/** Epoch, offset, time; a channel without a message has no time. */
export function positionFrom([epoch, offset, time]: readonly string[]): Position {
  if (epoch === undefined || epoch === "" || offset === undefined) throw strange();
  const position = { epoch, offset: asCount(offset) };
  return time === undefined || time === "" ? position : { ...position, time: asCount(time) };
}
