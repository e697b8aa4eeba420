// The errors of a client of a hub: one closed set of codes beside those of the core.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "@skep/core/base";
import type { ErrorCode } from "@skep/protocol";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type ChannelErrorCode =
  | "ERR_CHANNEL_REFUSED"
  | "ERR_CHANNEL_UNCERTAIN"
  | "ERR_CHANNEL_TOKEN"
  | "ERR_CHANNEL_RETRIES"
  | "ERR_CHANNEL_CLOSED";

/** The hub has refused a request for good. */
export class RefusedError extends SkepError<ChannelErrorCode> {
  /** Why, as the protocol calls it: `forbidden`, `conflict`, … */
  readonly reason: ErrorCode;

  /** `what` is the channel, or `the client`. */
  constructor(what: string, reason: ErrorCode, text: string) {
    super("ERR_CHANNEL_REFUSED", `The hub refused ${what}: ${reason} (${text}).`);
    this.reason = reason;
  }
  static readonly #branded = brand(this, "RefusedError");
}

/**
 * A publish was sent and its answer was lost; then the hub no longer remembered its key, or refused it, which is the `cause`: nobody knows
 * whether it happened.
 */
export class UncertainError extends SkepError<ChannelErrorCode> {
  constructor(channel: string, cause?: unknown) {
    const text = `Nobody knows whether the message was published to ${channel}.`;
    super("ERR_CHANNEL_UNCERTAIN", text, cause);
  }
  static readonly #branded = brand(this, "UncertainError");
}

/** The function of the option `token` has thrown, which is the `cause`, or has given no text, or nothing in time. */
export class TokenError extends SkepError<ChannelErrorCode> {
  constructor(what: string, cause?: unknown) {
    super("ERR_CHANNEL_TOKEN", `The function for the token ${what}.`, cause);
  }
  static readonly #branded = brand(this, "TokenError");
}

/** The client was closed, or its connection was given up, which is the `cause`. */
export class ClientClosedError extends SkepError<ChannelErrorCode> {
  constructor(cause?: unknown) {
    super("ERR_CHANNEL_CLOSED", "The client of the hub is closed.", cause);
  }
  static readonly #branded = brand(this, "ClientClosedError");
}
