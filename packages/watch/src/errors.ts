// The errors of watchers: one closed set of codes beside those of the core.

/* oxlint-disable no-unused-private-class-members -- a static member is there to brand its class */

import { brand, SkepError } from "@skep/core/base";

/** The closed set of codes. `error.code` is stable across releases, the message is not. */
export type WatchErrorCode =
  | "ERR_WATCH_PROBE"
  | "ERR_WATCH_TIMEOUT"
  | "ERR_WATCH_EXISTS"
  | "ERR_WATCH_STOPPED";

/** A probe has found that its service does not do what it should. */
export class ProbeError extends SkepError<WatchErrorCode> {
  /** `message` is a sentence without secrets. */
  constructor(message: string, cause?: unknown) {
    super("ERR_WATCH_PROBE", message, cause);
  }
  static readonly #branded = brand(this, "ProbeError");
}

/** A probe did not end within `backoff.probeTimeout`; or the one before it ignores its signal and still runs. */
export class ProbeTimeoutError extends SkepError<WatchErrorCode> {
  /** How long the probe was given, in milliseconds. */
  readonly timeout: number;

  constructor(timeout: number, message: string = `The probe did not end within ${timeout} ms.`) {
    super("ERR_WATCH_TIMEOUT", message);
    this.timeout = timeout;
  }
  static readonly #branded = brand(this, "ProbeTimeoutError");
}

/** A service of this name is watched already. The watcher that there is goes on. */
export class WatcherExistsError extends SkepError<WatchErrorCode> {
  constructor(name: string) {
    super("ERR_WATCH_EXISTS", `A service is already watched under the name ${name}.`);
  }
  static readonly #branded = brand(this, "WatcherExistsError");
}

/** The watcher, its manager or the group was stopped. */
export class WatchStoppedError extends SkepError<WatchErrorCode> {
  /** `what` begins the sentence. */
  constructor(what: string) {
    super("ERR_WATCH_STOPPED", `${what} was stopped.`);
  }
  static readonly #branded = brand(this, "WatchStoppedError");
}
