// The options as data: the kind, bounds and default of each. How they are checked, and the words that describe them, are not known here.

import { isCloseCode } from "../base/close-code.ts";
import { LONGEST_DELAY } from "../base/clock.ts";
import { DEFAULT_INITIAL_DELAY, DEFAULT_MIN_DELAY, DEFAULT_PING_INTERVAL } from "./defaults.ts";
import { CLOSE_CODE, CLOSE_REASON } from "../words/requirements.ts";

/** The kinds whose values are compared with bounds: milliseconds, a whole number, a number. */
export type NumberKind = "ms" | "count" | "factor";

/** Kinds that are named as `typeof` names them, and those that have a check of their own. */
export type PlainKind = "boolean" | "string" | "function" | "url" | "protocols" | "headers";

/**
 * One option. `atMost` is the path, from the same parent, of an option that must not be smaller.
 * `members` lists the members that an object must have, separated by spaces. A member is a function (`dial`), or has one of the
 * types of `typeof` that follow its colon (`can:object`). The kind `custom` has a check of its own.
 */
export type Row =
  | readonly [
      kind: NumberKind,
      fallback: number | undefined,
      min: number,
      max: number,
      atMost: string | undefined,
    ]
  | readonly [kind: "enum", fallback: string, values: readonly string[]]
  | readonly [kind: "object", fallback: undefined, members: string]
  | readonly [kind: "custom", fallback: undefined, fits: (value: unknown) => boolean, what: string]
  | readonly [kind: PlainKind, fallback?: boolean];

/** Options by name: a row, or options below it. */
export interface Shape {
  readonly [name: string]: Row | Shape;
}

export function isRow(entry: Row | Shape): entry is Row {
  return Array.isArray(entry);
}

/* @__NO_SIDE_EFFECTS__ */
export const ms = (fallback?: number, atMost?: string): Row => [
  "ms",
  fallback,
  0,
  LONGEST_DELAY,
  atMost,
];

/* @__NO_SIDE_EFFECTS__ */
export const count = (
  fallback?: number,
  min: number = 1,
  max: number = Number.MAX_SAFE_INTEGER,
  atMost?: string,
): Row => ["count", fallback, min, max, atMost];

/* @__NO_SIDE_EFFECTS__ */
export const object = (members: string): Row => ["object", undefined, members];

export const FUNCTION: Row = ["function"];
export const HEADERS: Row = ["headers"];
export const SIGNAL: Row = object("addEventListener aborted:boolean");
export const TRANSPORT: Row = object("dial can:object");

/** The group `retry`, as a pool has it. */
export const RETRY: Shape = {
  initialDelay: ms(DEFAULT_INITIAL_DELAY, "maxDelay"),
  minDelay: ms(DEFAULT_MIN_DELAY, "maxDelay"),
  maxDelay: ms(30_000),
  multiplier: ["factor", 2, 1, Number.MAX_SAFE_INTEGER, undefined],
  jitter: ["enum", "full", ["full", "equal", "none"]],
  maxRetries: count(Infinity, 0, Infinity),
  initialRetries: count(Infinity, 0, Infinity),
  classify: FUNCTION,
};

/** The options of a session. A pool takes them for all its peers, and `connect` for one peer. */
export const SESSION: Shape = {
  // The default depends on the link: `DEFAULT_KEEPALIVE_TIMEOUT` where the peer can be asked, else off.
  keepaliveTimeout: ms(),
  pingInterval: ms(DEFAULT_PING_INTERVAL),
  dialTimeout: ms(10_000),
  closeTimeout: ms(2_000),
  writeTimeout: ms(30_000),
  sendBuffer: { bytes: count(1_048_576), sends: count(1_024, 0) },
  minUptime: ms(5_000),
  readLimit: count(524_288, 0),
  stopTimeout: ms(5_000),
  retry: RETRY,
  onOpen: FUNCTION,
  ready: FUNCTION,
  probe: object("message isAnswer:function,undefined"),
};

/** The options of a host: a pool, or a connection without a pool. */
export const HOST: Shape = {
  transport: TRANSPORT,
  signal: SIGNAL,
  headers: HEADERS,
  binary: ["enum", "own", ["own", "view"]],
  environment: object("subscribe"),
  logger: object("debug info warn error"),
  clock: object("now wall schedule"),
  asyncContext: object("capture"),
  random: FUNCTION,
  unref: ["boolean", false],
};

/** How much may wait to be read. */
export const LIMIT: Shape = { messages: count(32_768), bytes: count(16_777_216) };

/** What an inbox takes. */
export const INBOX: Shape = {
  capacity: count(1_024, 1, undefined, "limit.messages"),
  limit: LIMIT,
  overflow: ["enum", "disconnect", ["disconnect", "drop-oldest", "drop-newest"]],
  maxPause: ms(20_000),
  discard: ["boolean", false],
};

// RFC 6455 5.5: 125 bytes with the code.
const isReason = (reason: unknown): boolean =>
  typeof reason === "string" && new TextEncoder().encode(reason).length <= 123;

/** What a wait takes. */
export const WAIT: Shape = { signal: SIGNAL };

/** What a close takes. */
export const CLOSE: Shape = {
  code: ["custom", undefined, isCloseCode, CLOSE_CODE],
  reason: ["custom", undefined, isReason, CLOSE_REASON],
  timeout: ms(),
  linger: ms(),
  ...WAIT,
};

/** What a redial takes. */
export const REDIAL: Shape = { within: ms() };

/** What `inbox.batches` takes. */
export const BATCHES: Shape = { max: count(Infinity, 1, Infinity), ...WAIT };
