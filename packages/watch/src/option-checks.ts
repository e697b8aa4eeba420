// Checks that options of several functions share.

import { ConfigError } from "@skep/core/base";

/** Beyond it, timers of every platform fire at once: 24.8 days. */
export const LONGEST: number = 2 ** 31 - 1;

/** Refuses what is no object, and options that there are not. `prefix` stands before each name: empty, or a path and a dot. */
export function checkNames(options: unknown, known: readonly string[], prefix = ""): void {
  if (typeof options !== "object" || options === null || Array.isArray(options))
    throw new ConfigError(prefix.replace(/\.$/, "") || "options", "an object", options);
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new ConfigError(
        prefix + name,
        `a known name (${known.join(", ")})`,
        typeof (options as Record<string, unknown>)[name],
      );
}

export function checkNumber(
  path: string,
  value: unknown,
  least: number,
  most: number = LONGEST,
): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  throw new ConfigError(path, `a number from ${least} to ${most}`, value);
}

export function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, `a whole number from ${least}`, value);
}

export function checkText(path: string, value: unknown): asserts value is string {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new ConfigError(path, "a text that is not empty", value);
}

/** A value that is there has to be of this type. */
export function checkType(
  path: string,
  value: unknown,
  type: "function" | "boolean" | "string",
): void {
  if (value === undefined || typeof value === type) return;
  const WORDS = { function: "a function", boolean: "true or false", string: "a text" };
  throw new ConfigError(path, WORDS[type], value);
}

export function checkFunction(path: string, value: unknown): void {
  if (typeof value !== "function") throw new ConfigError(path, "a function", value);
}

/** An object that is there has to have these methods. */
export function checkMethods(path: string, value: unknown, methods: readonly string[]): void {
  if (value === undefined) return;
  const members = value as Record<string, unknown> | null;
  if (methods.every((method) => typeof members?.[method] === "function")) return;
  throw new ConfigError(path, `an object with ${methods.join(", ")}`, typeof value);
}

export function checkSignal(path: string, value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new ConfigError(path, "an AbortSignal", typeof value);
}

/** Headers that are there have to be such that a platform sends them. What is wrong with them is not shown, as they hold secrets. */
export function checkHeaders(path: string, value: unknown): void {
  if (value === undefined) return;
  try {
    void new Headers(value as Record<string, string>);
  } catch {
    throw new ConfigError(path, "an object of names and values of HTTP headers", typeof value);
  }
}

/** Text or bytes to send, where there are any. */
export function checkPayload(path: string, value: unknown): void {
  if (value === undefined || typeof value === "string" || value instanceof Uint8Array) return;
  throw new ConfigError(path, "a text or bytes", typeof value);
}

/** Without what is `undefined`, which counts as left out. */
export function defined<T extends object>(
  options: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as never;
}
