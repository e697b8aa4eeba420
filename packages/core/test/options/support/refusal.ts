// What a refused option throws.

import { ConfigError } from "../../../src/errors.ts";

/** The `ConfigError` of a call that has to throw one. */
export function refusal(run: () => unknown): ConfigError {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("It was accepted.");
}
