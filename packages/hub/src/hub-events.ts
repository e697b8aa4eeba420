// The events of a hub.

import type { AuthFailure } from "./admission/authenticator.ts";
import type { UpgradeRequest } from "./admission/upgrade-request.ts";
import type { HubClient } from "./hub-client.ts";

/**
 * `starting` until broadcasts are told; `up`; `degraded` while the engine is away, and until what was missed meanwhile is read: clients stay,
 * and what is published while the engine is away is refused; `draining` from `drain` on; `closed` after `close`, or when the engine could not
 * be used.
 */
export type HubStatus = "starting" | "up" | "degraded" | "draining" | "closed";

/** A client has connected and is known, or is gone. Each is told once, in this order. */
export class HubClientEvent extends Event {
  readonly client: HubClient;

  constructor(type: "connected" | "disconnected", client: HubClient) {
    super(type);
    this.client = client;
  }
}

/** A client was not let in, or its token is not accepted. */
export class HubAuthFailedEvent extends Event {
  readonly failure: AuthFailure;
  readonly remoteAddress: string;
  /** What `authenticate` threw, or what is wrong with what it gave. */
  readonly error: unknown;
  /** Its headers and its URL may hold secrets. Undefined for a token that came in a message. */
  readonly request: UpgradeRequest | undefined;

  constructor(
    failure: AuthFailure,
    about: {
      readonly remoteAddress: string;
      readonly error: unknown;
      readonly request?: UpgradeRequest;
    },
  ) {
    super("authfailed");
    this.failure = failure;
    this.remoteAddress = about.remoteAddress;
    this.error = about.error;
    this.request = about.request;
  }
}

/** A client has a channel now, or no longer, or reads it too slowly. Of `subscribed`, the engine may not tell the channel yet. */
export class HubChannelEvent extends Event {
  readonly client: HubClient;
  /** Of `slow`, `$all` for broadcasts and for what is sent to this client alone. */
  readonly channel: string;

  constructor(type: "subscribed" | "unsubscribed" | "slow", client: HubClient, channel: string) {
    super(type);
    this.client = client;
    this.channel = channel;
  }
}

/** `hub.status` is another one. */
export class HubStatusEvent extends Event {
  readonly status: HubStatus;
  /** Of `degraded`: why the engine is away, where it says so. */
  readonly reason: unknown;

  constructor(status: HubStatus, reason: unknown) {
    super("status");
    this.status = status;
    this.reason = reason;
  }
}

/** The engine has failed, or a listener or a function of the application has thrown. Nothing else was harmed. */
export class HubErrorEvent extends Event {
  /** An `EngineError`, what the engine said, or what was thrown. */
  readonly error: unknown;

  constructor(error: unknown) {
    super("error");
    this.error = error;
  }
}

/** By the type of the event. */
export interface HubEventMap {
  connected: HubClientEvent;
  disconnected: HubClientEvent;
  subscribed: HubChannelEvent;
  unsubscribed: HubChannelEvent;
  slow: HubChannelEvent;
  status: HubStatusEvent;
  authfailed: HubAuthFailedEvent;
  error: HubErrorEvent;
}

export const HUB_EVENT_TYPES: readonly (keyof HubEventMap)[] = [
  "connected",
  "disconnected",
  "subscribed",
  "unsubscribed",
  "slow",
  "status",
  "authfailed",
  "error",
];
