// What an option or argument must be, to go on from "must be" in the message of a `ConfigError`; and when a call is refused.
// A trimmed build has the file beside it in its place.

import type { Row } from "../options/table.ts";

export const GIVEN = "given";
export const GIVEN_ID = "given, as url is a function";
export const SINGLE = "a single value";
export const OBJECT = "an object";
export const OPTIONS = "an object, such as { protocols }";
export const CLOSE_CODE = "1000 or from 3000 to 4999";
export const CLOSE_REASON = "text of at most 123 bytes";
export const TOKENS = "a subprotocol name or a list of distinct ones";
export const FIELDS = "an object of fields";
export const FIELD = "a field of HTTP";
export const URL_OF_WEBSOCKET = "a ws: or wss: URL";
export const ABSOLUTE_URL = "an absolute ws: or wss: URL, as the transport has no base";
export const PAYLOAD = "a string, a buffer, a view of one or a Blob";
export const MEMORY = "in a buffer that is neither detached nor too short";
export const WORKER_FACTORY =
  "a function that returns a worker, with start, stop, send, stats and state";
export const CLASSIFY = "a function that returns a verdict";
/** The requirement of the option `inbox` of a peer. */
export const INBOX = "an Inbox that has not ended and is of no other pool";
export const TRANSPORT = "one whose dial returns a socket";

// Of options of packages beside the core.
export const FUNCTION = "a function";
export const BOOLEAN = "true or false";
export const TEXT = "a text";
export const SIGNAL = "an AbortSignal";

/** The requirement of a name among these. */
export function knownName(names: readonly string[]): string {
  return `a known name (${names.join(", ")})`;
}

/** The requirement of a number within these bounds. */
export function numberFrom(least: number, most: number): string {
  return `a number from ${least} to ${most}`;
}

export function wholeFrom(least: number): string {
  return `a whole number from ${least}`;
}

export function oneOf(texts: readonly string[]): string {
  return `one of ${texts.join(", ")}`;
}

export function objectWith(methods: readonly string[]): string {
  return `an object with ${methods.join(", ")}`;
}

/** The requirement of records that too many loops read. */
export function readByFew(most: number): string {
  return `read by at most ${most} loops`;
}

/** When a method cannot be called: goes on from "cannot be called". */
export const IN_FACTORY = "from inside a worker factory";
export const NOT_WHILE_OPENING = "while another call waits or once the link is accepted";

/** The requirement of `headers` where the transport cannot send them. */
export function absent(transport: string): string {
  return `absent, as ${transport} cannot send them`;
}

/** The requirement of an option that is larger than the one that limits it. */
export function atMost(limit: string, value: unknown): string {
  return `at most ${limit} (${String(value)})`;
}

/** The requirement of an option whose name is not known; `names` are those that are. */
export function unknownName(names: object, name: string): string {
  // An earlier version had an option `session`. Its members are now options themselves.
  if (name === "session") return "left out, as its members are options themselves (such as retry)";
  return knownName(Object.keys(names));
}

/** The requirement of the name of an event. A `message` is an event of a WebSocket; `reading` says how it is read where it is none. */
export function eventOf(types: readonly string[], given: unknown, reading?: string): string {
  const hint = given === "message" && reading !== undefined ? ` (${reading})` : "";
  return `${oneOf(types)}${hint}`;
}

/** How the messages of a pool or a connection are read. */
export const READ_BY_LOOP =
  "messages are read by a loop: for await over the inbox of a pool, or over a connection";

const NOUNS = { ms: "milliseconds", count: "a whole number", factor: "a number" } as const;

/** What the value of an option must be, by its row of the table. */
export function requirementOf(row: Row): string {
  switch (row[0]) {
    case "ms":
    case "count":
    case "factor":
      return `${NOUNS[row[0]]} from ${row[2]} to ${row[3]}`;
    case "enum":
      return `one of ${row[2].join(", ")}`;
    case "object":
      return `an object with ${row[2].replace(/:\S+/g, "").replaceAll(" ", " and ")}`;
    case "custom":
      return row[3];
    default:
      // The only option of the kind `string` is the id of a peer, which must not be empty.
      return `a ${row[0] === "string" ? "non-empty " : ""}${row[0]}`;
  }
}
