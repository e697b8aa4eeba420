// What an answer is compared with: a text that it has in it, a regular expression, or a function that judges it.

import { ConfigError } from "@skep/core/base";

/** What judges an answer, where anything does. */
export function checkExpected(path: string, value: unknown): void {
  if (value === undefined || value instanceof RegExp) return;
  if (typeof value === "string" || typeof value === "function") return;
  throw new ConfigError(path, "a text, a regular expression or a function", typeof value);
}

export function matches(
  text: string,
  expected: string | RegExp | ((text: string) => boolean),
): boolean {
  if (typeof expected === "string") return text.includes(expected);
  // A regular expression with the flag g or y remembers where it was.
  return expected instanceof RegExp ? text.search(expected) >= 0 : expected(text);
}
