// Checks that the options of several parts share. Each throws a `ConfigError` that names the option and the value.

import { ConfigError } from "@skep/core/base";

/** Refuses options that there are not. `prefix` stands before each name: empty, or a path and a dot. */
export function checkNames(options: unknown, known: readonly string[], prefix = ""): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ConfigError(prefix === "" ? "options" : prefix.slice(0, -1), "an object", options);
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new ConfigError(
        prefix + name,
        `a known name (${known.join(", ")})`,
        typeof (options as Record<string, unknown>)[name],
      );
}

/** Beyond it, timers of every platform fire at once: 24.8 days. */
export const LONGEST: number = 2 ** 31 - 1;

/** Milliseconds, or a factor. */
export function checkNumber(path: string, value: unknown, least: number): void {
  if (typeof value === "number" && value >= least && value <= LONGEST) return;
  throw new ConfigError(path, `a number from ${least} to ${LONGEST}`, value);
}

/** Milliseconds that something may take; `Infinity` is no limit. */
export function checkTimeout(path: string, value: unknown): void {
  if (value !== Infinity) checkNumber(path, value, 0);
}

export function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, `a whole number from ${least}`, value);
}

/** A value that is there has to be of this type. */
export function checkType(path: string, value: unknown, type: "function" | "boolean"): void {
  if (value === undefined || typeof value === type) return;
  throw new ConfigError(path, type === "function" ? "a function" : "true or false", typeof value);
}

/** One of these texts. */
export function checkOneOf(path: string, value: unknown, known: readonly string[]): void {
  if (typeof value === "string" && known.includes(value)) return;
  throw new ConfigError(path, `one of ${known.join(", ")}`, value);
}

/** An object that has to have these methods. */
export function checkMembers(path: string, value: unknown, methods: readonly string[]): void {
  const members = value as Record<string, unknown> | null | undefined;
  if (methods.every((method) => typeof members?.[method] === "function")) return;
  throw new ConfigError(path, `an object with ${methods.join(", ")}`, typeof value);
}

const LONGEST_NAME = 256;

/** The name of a worker: 1 to 256 characters on one line. */
export function checkName(path: string, value: unknown): void {
  if (typeof value === "string" && value.length <= LONGEST_NAME && /^\P{Cc}+$/u.test(value)) return;
  throw new ConfigError(path, `a name of 1 to ${LONGEST_NAME} characters on one line`, value);
}
