// The errors of a hub: one closed set of codes beside those of the core.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "@skep/core/base";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type HubErrorCode =
  | "ERR_HUB_ENGINE"
  | "ERR_HUB_CONFLICT"
  | "ERR_HUB_LIMIT"
  | "ERR_HUB_TIMEOUT"
  | "ERR_HUB_CLOSED";

/**
 * The engine did not do what it was asked, and may do it later. After a publish nobody knows whether it did: it can be published again with
 * its key.
 */
export class EngineError extends SkepError<HubErrorCode> {
  constructor(message: string, cause?: unknown) {
    super("ERR_HUB_ENGINE", message, cause);
  }
  static readonly #branded = brand(this, "EngineError");
}

/** A client was not given a channel, as it has as many as `limits.subscriptions` lets it have. */
export class LimitError extends SkepError<HubErrorCode> {
  constructor(message: string) {
    super("ERR_HUB_LIMIT", message);
  }
  static readonly #branded = brand(this, "LimitError");
}

/** A function of the application has not answered within `authTimeout`. The client was refused for now. */
export class AnswerTimeoutError extends SkepError<HubErrorCode> {
  /** `option` is the one that the function was given by. */
  constructor(option: string, timeout: number) {
    super("ERR_HUB_TIMEOUT", `${option} has not answered within ${timeout} ms.`);
  }
  static readonly #branded = brand(this, "AnswerTimeoutError");
}

/** Something else was published under this key, within its window. Nothing was published. */
export class ConflictError extends SkepError<HubErrorCode> {
  constructor() {
    super("ERR_HUB_CONFLICT", "The key was used with other data.");
  }
  static readonly #branded = brand(this, "ConflictError");
}

/** The hub, or the publisher, is closed. */
export class HubClosedError extends SkepError<HubErrorCode> {
  /** `what` begins the sentence. */
  constructor(what: string = "The hub") {
    super("ERR_HUB_CLOSED", `${what} is closed.`);
  }
  static readonly #branded = brand(this, "HubClosedError");
}
