// Checks of options that watchers and probes share, beside those of the base.

import { ConfigError } from "@skep/core/base";

export function checkText(path: string, value: unknown): asserts value is string {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new ConfigError(path, "a text that is not empty", value);
}

export function checkFunction(path: string, value: unknown): void {
  if (typeof value !== "function") throw new ConfigError(path, "a function", value);
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
