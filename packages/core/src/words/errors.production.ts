// The messages of errors as facts, for a trimmed build: the code, the id of the peer, and what else is known. No sentence.

import { quote } from "../base/quote.ts";
import type * as full from "./errors.ts";

/** The code, the id, if there is one, and the facts. Of a `ConfigError`, what is required is left out. */
export const messageOf: typeof full.messageOf = (code, id, [fact, value, more]) =>
  [code, id && quote(id), fact, ...(code === "ERR_CONFIG" ? [show(value)] : [value, more])]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");

/** Text in quotes and without secrets of URLs. For an object or a function, only its type is shown. */
function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  return Object(value) === value ? typeof value : String(value);
}
