// The events of a hub.

import type { HubClient } from "./hub-client.ts";

/** A client has connected, or is gone. */
export class HubClientEvent extends Event {
  readonly client: HubClient;

  constructor(type: "connected" | "disconnected", client: HubClient) {
    super(type);
    this.client = client;
  }
}

/** A client has a channel now, or no longer, or reads it too slowly. */
export class HubChannelEvent extends Event {
  readonly client: HubClient;
  readonly channel: string;

  constructor(type: "subscribed" | "unsubscribed" | "slow", client: HubClient, channel: string) {
    super(type);
    this.client = client;
    this.channel = channel;
  }
}

/** The engine, or code of the application, has failed. */
export class HubErrorEvent extends Event {
  readonly error: unknown;

  constructor(error: unknown) {
    super("error");
    this.error = error;
  }
}

export interface HubEventMap {
  connected: HubClientEvent;
  disconnected: HubClientEvent;
  subscribed: HubChannelEvent;
  unsubscribed: HubChannelEvent;
  slow: HubChannelEvent;
  error: HubErrorEvent;
}

export const HUB_EVENT_TYPES: readonly (keyof HubEventMap)[] = [
  "connected",
  "disconnected",
  "subscribed",
  "unsubscribed",
  "slow",
  "error",
];
