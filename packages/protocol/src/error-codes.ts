// What can go wrong, as a closed set of codes, and what a client does about each.

/** What a client does after an error, or after the close of its link. */
export type Verdict =
  /** The same request fails again. */
  | "never"
  /** It may succeed with another token. */
  | "auth"
  /** It may succeed later: after `after` milliseconds where the message says so, otherwise with a backoff. */
  | "later";

/** The codes of `error` and `goaway` messages. */
export type ErrorCode =
  | "bad_frame"
  | "invalid_name"
  | "unknown_channel"
  | "unknown_method"
  | "unauthorised"
  | "expired"
  | "forbidden"
  | "conflict"
  | "hello_timeout"
  | "replaced"
  | "too_large"
  | "slow"
  | "limit"
  | "rate"
  | "unavailable"
  | "draining"
  | "internal";

interface ErrorRule {
  readonly verdict: Verdict;
  /** The close code of a link that ends for this reason; undefined where none does. */
  readonly close: number | undefined;
}

/**
 * The rule of each code. Close codes are those of RFC 6455 7.4.1 and of IANA's registry where one fits, otherwise of the private
 * range, 4400 to 4499.
 */
export const ERRORS: { readonly [C in ErrorCode]: ErrorRule } = {
  bad_frame: { verdict: "never", close: 4400 },
  invalid_name: { verdict: "never", close: undefined },
  unknown_channel: { verdict: "never", close: undefined },
  unknown_method: { verdict: "never", close: undefined },
  unauthorised: { verdict: "auth", close: 4401 },
  expired: { verdict: "auth", close: 4401 },
  forbidden: { verdict: "never", close: 4403 },
  conflict: { verdict: "never", close: undefined },
  hello_timeout: { verdict: "later", close: 4408 },
  replaced: { verdict: "never", close: 4409 },
  too_large: { verdict: "never", close: 1009 },
  slow: { verdict: "later", close: 4413 },
  limit: { verdict: "never", close: undefined },
  rate: { verdict: "later", close: 4429 },
  unavailable: { verdict: "later", close: 1013 },
  draining: { verdict: "later", close: 1012 },
  internal: { verdict: "later", close: 1011 },
};

/** Whether this version of the protocol has the code. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** What to do after an error. A code that is not known is one of a later version: it may succeed later. */
export function verdictOf(code: string): Verdict {
  return isErrorCode(code) ? ERRORS[code].verdict : "later";
}

/** The reason of a close code, where it is one that a hub says; for 4401, which two share, the more general one. */
export function errorOfClose(close: number): ErrorCode | undefined {
  const codes = Object.keys(ERRORS) as ErrorCode[];
  return codes.find((code) => ERRORS[code].close === close);
}
