// What goes into the upgrade request: subprotocols and header fields, and whether a transport can send them.

import { withheld } from "../base/quote.ts";
import { ConfigError } from "../errors.ts";
import type { Transport } from "../transport.ts";
import { absent, FIELD, FIELDS, SINGLE, TOKENS } from "../words/requirements.ts";
import type { HeaderFields, Provided } from "./host-options.ts";
import { isRecord } from "./record.ts";

// RFC 9110 5.6.2. RFC 6455 4.1 asks the same of a subprotocol in the words of RFC 2616 2.2.
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

// RFC 9110 5.5: CR, LF, NUL and the other control characters end or smuggle a field.
const FIELD_VALUE = /^[\t -~\x80-\xff]*$/;

/** One subprotocol or a list, which comes back as a frozen copy. Tokens are sent as subprotocols: errors tell only the type. */
export function checkProtocols(value: unknown, path: string): string | readonly string[] {
  const list = [value].flat() as readonly string[];
  for (const [at, item] of list.entries())
    // RFC 6455 4.1: the elements must all be unique.
    if (typeof item !== "string" || !TOKEN.test(item) || list.indexOf(item) < at)
      throw new ConfigError(path, TOKENS, withheld(item));
  return typeof value === "string" ? value : Object.freeze(list);
}

/** The fields of a request, as a frozen copy. A field is a secret more often than not: errors tell only its type. */
export function checkHeaders(value: unknown, path: string): HeaderFields {
  const fields = fieldsOf(value);
  if (fields === undefined) throw new ConfigError(path, FIELDS, withheld(value));
  const names = new Set<string>();
  for (const [name, field] of fields) {
    if (!TOKEN.test(name) || typeof field !== "string" || !FIELD_VALUE.test(field))
      throw new ConfigError(fieldPath(path, name), FIELD, typeof field);
    // How two are joined depends on the field (RFC 9110 5.3), and one of them would be lost.
    if (names.size === names.add(name.toLowerCase()).size)
      throw new ConfigError(`${path}.${name}`, SINGLE, "2 values");
  }
  return Object.freeze(Object.fromEntries(fields)) as HeaderFields;
}

/** The path of a field. A name that is not valid is left out, as it may be a whole line of a request with a secret in it. */
function fieldPath(path: string, name: string): string {
  return `${path}.${TOKEN.test(name) ? name : "…"}`;
}

/** The entries of a record or of an iterable of pairs. `Headers` counts as an iterable, as not every platform has this class. */
function fieldsOf(value: unknown): [name: string, field: unknown][] | undefined {
  if (isRecord(value)) return Object.entries(value);
  if (typeof value !== "object") return undefined;
  try {
    return [...(value as Iterable<[]>)].flatMap((pair) =>
      Object.entries(Object.fromEntries([pair])),
    );
  } catch {
    return undefined;
  }
}

/** Refuses headers that a transport would have to leave out. */
export function checkHeadersAllowed(
  transport: Transport,
  headers: Provided<HeaderFields> | undefined,
): void {
  if (headers !== undefined && !transport.can.headers)
    throw new ConfigError("headers", absent(transport.name), headers);
}
