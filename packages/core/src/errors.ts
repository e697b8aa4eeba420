// Every error that Skep creates but those of a pool: one base and a closed set of codes. A fault of Skep itself is an
// `InvariantError`, which is deliberately no SkepError.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { redactUrl } from "./base/redact-url.ts";
import type { Failure, FailureKind, FailurePhase } from "./failure.ts";
import { messageOf } from "./words/errors.ts";
import { describeFailure } from "./words/failures.ts";
import { IN_FACTORY } from "./words/requirements.ts";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type SkepErrorCode =
  | "ERR_POOL_CLOSED"
  | "ERR_PEER_EXISTS"
  | "ERR_PEER_NOT_FOUND"
  | "ERR_CONNECTION_UNAVAILABLE"
  | "ERR_CONNECTION_CLOSED"
  | "ERR_BACKPRESSURE"
  | "ERR_WRITE_TIMEOUT"
  | "ERR_READ_LIMIT"
  | "ERR_DIAL"
  | "ERR_REENTRANCY"
  | "ERR_CONFIG";

// Registered, so that two copies of this package in one program recognise each other's errors.
const BRANDS = Symbol.for("skep.error");

/**
 * The base of all errors of this SDK.
 *
 * `instanceof` holds across two copies of the package. Messages are sentences; under the condition `production` they are the
 * code and the facts. No secret appears in them, in JSON or in `stack`, whichever option it came by; the peer's close reason
 * is quoted, and is the peer's own text. Two things are not SkepErrors: the reason of an aborted signal, and what a listener or
 * provider of yours threw, which becomes the `cause` unchanged.
 */
export class SkepError<Code extends string = SkepErrorCode> extends Error {
  readonly code: Code;
  /** The id of the peer that it is about, if it is about one; user info and query of a URL are cut out. */
  declare readonly id?: string;

  /** `message` is text, or the facts of which the message of this code is made. */
  constructor(code: Code, message: string | readonly unknown[], cause?: unknown, id?: string) {
    super(
      typeof message === "string" ? message : messageOf(code as never, id, message),
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    if (id !== undefined) this.id = redactUrl(id);
  }

  /** Name, code and message, and what the error's own kind adds; `JSON.stringify` leaves them out of errors otherwise. */
  toJSON(): Record<string, unknown> {
    const { name, message } = this;
    return Object.assign({ name, message } as object, this) as Record<string, unknown>;
  }

  static readonly #branded = brand(this, "SkepError");

  static [Symbol.hasInstance](value: unknown): boolean {
    // A subclass made outside of Skep has no brand of its own and is compared by prototype.
    return Object.hasOwn(this.prototype, BRANDS)
      ? Boolean((value as Branded | null | undefined)?.[BRANDS]?.includes(this.prototype.name))
      : Function.prototype[Symbol.hasInstance].call(this, value);
  }
}

interface Branded {
  readonly [BRANDS]?: readonly string[];
}

/**
 * Gives a class its name in messages and in `instanceof`, on the prototype so that an error costs nothing more. Called for a static
 * member and not in a static block, which the compiler of React Native does not know.
 */
export function brand(of: { readonly prototype: Error }, name: string): void {
  const inherited = (of.prototype as Branded)[BRANDS] ?? [];
  Object.defineProperty(of.prototype, "name", { value: name, configurable: true, writable: true });
  Object.defineProperty(of.prototype, BRANDS, { value: [...inherited, name] });
}

/** A send while the peer is not connected. Nothing was sent and nothing is kept. The `cause` is its last failure, if there is one. */
export class ConnectionUnavailableError extends SkepError {
  constructor(id: string, state: string, cause?: unknown) {
    super("ERR_CONNECTION_UNAVAILABLE", [state], cause, id);
  }
  static readonly #branded = brand(this, "ConnectionUnavailableError");
}

/**
 * Too much waits already, and this call was not taken: more sends to a peer than `sendBuffer.sends`, or more calls of `next()`
 * than 1,024 on the iterators of one inbox or of `pool.events`.
 */
export class BackpressureError extends SkepError {
  /** With `id`, `count` sends to that peer wait; without it, `count` calls of `next()` wait. */
  constructor(id: string | undefined, count: number) {
    super("ERR_BACKPRESSURE", [count], undefined, id);
  }
  static readonly #branded = brand(this, "BackpressureError");
}

/** A waiting send saw no progress for `writeTimeout`. It was not sent. */
export class WriteTimeoutError extends SkepError {
  constructor(id: string, timeout: number) {
    super("ERR_WRITE_TIMEOUT", [timeout], undefined, id);
  }
  static readonly #branded = brand(this, "WriteTimeoutError");
}

/** The pool was called from inside a worker factory, or a method was called when it must not be. */
export class ReentrancyError extends SkepError {
  constructor(method: string, when: string = IN_FACTORY) {
    super("ERR_REENTRANCY", [method, when]);
  }
  static readonly #branded = brand(this, "ReentrancyError");
}

/** An option, URL, close code or payload that cannot be used. Nothing was changed. */
export class ConfigError extends SkepError {
  /** The option's path, such as `retry.maxDelay`. */
  readonly path: string;
  // Private, so that printing or serialising the error shows neither a secret nor a whole transport.
  readonly #value: unknown;

  constructor(path: string, requirement: string, value: unknown, cause?: unknown) {
    super("ERR_CONFIG", [path, value, requirement], cause);
    this.path = path;
    this.#value = value;
  }

  /** The value given; of a URL only what may be shown, and of what may be a secret (headers, protocols, payloads, unknown options) only its type. */
  get value(): unknown {
    return this.#value;
  }

  static readonly #branded = brand(this, "ConfigError");
}

/** The end of a dial that never became `connected`. */
export class DialError extends SkepError implements Failure {
  readonly phase: FailurePhase;
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly closeCode: number | undefined;
  readonly closeReason: string | undefined;
  readonly detail: string | undefined;
  /** How many dials failed, where that was too many: `retry.initialRetries` gave the peer up, as it had never been connected. */
  declare readonly failedDials?: number;
  // Not printed with the error: a refusal may set cookies.
  readonly #headers: Readonly<Record<string, string>> | undefined;

  /** `id` is that of the peer, which the message then names; `failedDials` are told where they are given. */
  constructor(failure: Failure, id?: string, failedDials?: number) {
    super("ERR_DIAL", [failure.phase, describeFailure(failure), failedDials], failure.cause, id);
    if (failedDials !== undefined) this.failedDials = failedDials;
    this.phase = failure.phase;
    this.kind = failure.kind;
    this.status = failure.status;
    this.#headers = failure.headers;
    this.closeCode = failure.closeCode;
    this.closeReason = failure.closeReason;
    this.detail = failure.detail;
  }

  /** Headers of the answer to the upgrade, names in lower case. */
  get headers(): Readonly<Record<string, string>> | undefined {
    return this.#headers;
  }

  static readonly #branded = brand(this, "DialError");
}

/** The end of a link that was connected; also what a send gets whose link ended while it waited. */
export class ConnectionClosedError extends SkepError implements Failure {
  // Only a `DialError` has these. They are declared here so that code can read them of any `LinkError`.
  declare readonly status?: undefined;
  declare readonly headers?: undefined;
  readonly phase: FailurePhase;
  readonly kind: FailureKind;
  readonly closeCode: number | undefined;
  readonly closeReason: string | undefined;
  readonly detail: string | undefined;

  /** `id` is that of the peer, which the message then names. */
  constructor(failure: Failure, id?: string, code: SkepErrorCode = "ERR_CONNECTION_CLOSED") {
    super(code, [failure.phase, describeFailure(failure)], failure.cause, id);
    this.phase = failure.phase;
    this.kind = failure.kind;
    this.closeCode = failure.closeCode;
    this.closeReason = failure.closeReason;
    this.detail = failure.detail;
  }
  static readonly #branded = brand(this, "ConnectionClosedError");
}

/** The end of a link whose peer sent a message larger than `readLimit`. */
export class ReadLimitError extends ConnectionClosedError {
  /** `id` is that of the peer, which the message then names. */
  constructor(failure: Failure, id?: string) {
    super(failure, id, "ERR_READ_LIMIT");
  }
  static readonly #branded = brand(this, "ReadLimitError");
}

/** The end of a dial or of a link. */
export type LinkError = DialError | ConnectionClosedError;

/** Makes the error of a failure of the peer with that id. */
export function linkError(failure: Failure, id: string): LinkError {
  if (failure.phase !== "live") return new DialError(failure, id);
  return failure.kind === "readLimit"
    ? new ReadLimitError(failure, id)
    : new ConnectionClosedError(failure, id);
}

/** A fault of Skep itself: something happened that its own rules exclude. Please report it. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}
