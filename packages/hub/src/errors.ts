// The errors of a hub: one closed set of codes beside those of the core.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "@skep/core/base";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type HubErrorCode = "ERR_HUB_ENGINE" | "ERR_HUB_LIMIT";

/** The engine did not do what it was asked. After a publish nobody knows whether it did: it can be sent again with its key. */
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
