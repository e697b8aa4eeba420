// The names of options: a connection knows its own alone, and an error about an unknown one has to name those of the client too.

import { ConfigError } from "@skep/core/base";

/** Returns what `make` returns. Where that throws an error about an unknown option, the error names the options of `own`, too. */
export function withOwnNames<T>(own: readonly string[], make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // An option inside of another one has a dot in its path. A trimmed build has no names.
    const [, names] = /^[^ .]+ must be a known name \((.*)\)/.exec(error.message) ?? [];
    if (names === undefined) throw error;
    throw new ConfigError(error.path, `a known name (${[...own, names].join(", ")})`, error.value);
  }
}
