// Checks of options that workers share, beside those of the base.

import { checkNumber, ConfigError } from "@skep/core/base";

/** Milliseconds that something may take; `Infinity` is no limit. */
export function checkTimeout(path: string, value: unknown): void {
  if (value !== Infinity) checkNumber(path, value, 0);
}

const LONGEST_NAME = 256;

/** The name of a worker: 1 to 256 characters on one line. */
export function checkName(path: string, value: unknown): void {
  if (typeof value === "string" && value.length <= LONGEST_NAME && /^\P{Cc}+$/u.test(value)) return;
  throw new ConfigError(path, `a name of 1 to ${LONGEST_NAME} characters on one line`, value);
}
