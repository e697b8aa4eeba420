// Checks of options that packages beside the core share. The core itself checks its options by its table.

import { ConfigError } from "../errors.ts";
import * as words from "../words/requirements.ts";
import { LONGEST_DELAY } from "./clock.ts";

/** Refuses what is no object, and options that there are not. `prefix` stands before each name: empty, or a path and a dot. */
export function checkNames(options: unknown, known: readonly string[], prefix: string = ""): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ConfigError(prefix.slice(0, -1) || "options", words.OBJECT, typeof options);
  for (const [name, value] of Object.entries(options))
    if (!known.includes(name))
      throw new ConfigError(prefix + name, words.knownName(known), typeof value);
}

/** Milliseconds, or a factor. Default of `most`: the longest delay of a timer. */
export function checkNumber(
  path: string,
  value: unknown,
  least: number,
  most: number = LONGEST_DELAY,
): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  throw new ConfigError(path, words.numberFrom(least, most), value);
}

export function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, words.wholeFrom(least), value);
}

const NOUNS: Readonly<Record<"function" | "boolean" | "string", string>> = {
  function: words.FUNCTION,
  boolean: words.BOOLEAN,
  string: words.TEXT,
};

/** A value that is there has to be of this type. */
export function checkType(path: string, value: unknown, type: keyof typeof NOUNS): void {
  if (value === undefined || typeof value === type) return;
  throw new ConfigError(path, NOUNS[type], typeof value);
}

/** One of these texts. */
export function checkOneOf(path: string, value: unknown, known: readonly string[]): void {
  if (typeof value === "string" && known.includes(value)) return;
  throw new ConfigError(path, words.oneOf(known), value);
}

/** An object that is there has to have these methods. One that has to be there is given as `value ?? null`. */
export function checkMembers(path: string, value: unknown, methods: readonly string[]): void {
  const members = value as Readonly<Record<string, unknown>> | null | undefined;
  if (members === undefined) return;
  if (methods.every((method) => typeof members?.[method] === "function")) return;
  throw new ConfigError(path, words.objectWith(methods), typeof value);
}

/** A signal that is there is known by its shape, as it may be one of another realm. */
export function checkSignal(path: string, value: unknown): void {
  if (value === undefined) return;
  const { aborted, addEventListener } = Object(value) as Partial<AbortSignal>;
  if (typeof aborted === "boolean" && typeof addEventListener === "function") return;
  throw new ConfigError(path, words.SIGNAL, typeof value);
}
