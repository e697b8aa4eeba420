// What a core needs to know. Types only.

import type { Namespace } from "./namespace.ts";
import type { PendingLimits } from "./effect-queue.ts";

export interface CoreOptions extends PendingLimits {
  namespaceOf(channel: string): Namespace;
  /** The application is asked about each channel. Otherwise everybody may subscribe and read, and publish where the namespace says so. */
  readonly authorises: boolean;
  /** Clients may bring a token in a message. */
  readonly authenticates: boolean;
  /** Milliseconds within which the first message of a client comes that has not said who it is. */
  readonly authTimeout: number;
  /** The most channels of one client. */
  readonly subscriptions: number;
  /** The longest message of a client, in bytes. */
  readonly message: number;
  /** In milliseconds. */
  readonly heartbeat: number;
  /** The window of idempotency keys, in milliseconds. */
  readonly keys: number;
  /** What the engine does not promise; undefined where it keeps all its laws. */
  readonly delivery: "at-most-once" | undefined;
  /** The most publications that are replayed. */
  readonly replay: number;
  /** The most publications of a channel that the hub itself keeps. */
  readonly ring: number;
}
