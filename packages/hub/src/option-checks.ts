// Checks that options of several classes share.

import { ConfigError } from "@skep/core/base";

/** Refuses options that there are not. `prefix` stands before each name: empty, or a path and a dot. */
export function checkNames(options: object, known: readonly string[], prefix = ""): void {
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new ConfigError(prefix + name, "left out, as there is no such option", undefined);
}

export function checkCount(path: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  throw new ConfigError(path, `a whole number from ${least}`, value);
}
