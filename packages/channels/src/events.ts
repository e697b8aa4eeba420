// The events of a client of a hub and of its subscriptions.

import type { LinkError } from "skep/connection";
import type { Position } from "@skep/protocol";

/** An event with these facts. */
type Told<Facts> = Event & Readonly<Facts>;

/** Requests are answered. */
export interface LinkBegin {
  /** `at-most-once`: the hub says that messages of other hubs may be lost without a gap. Undefined: each loss is told. */
  delivery: string | undefined;
  /** The engine of the hub was away when this link began: the hub refuses publishes (`unavailable`) until the engine is back. */
  degraded: boolean;
}

/** Requests are no longer answered, or a dial has failed. */
export interface LinkEnd {
  /** Why, for a human: the reason of the hub's close frame, why the client has left by itself, or a description of the cause. */
  reason: string;
  /** The close code of the hub, if it has sent one. */
  code: number | undefined;
  cause: LinkError;
  /** Milliseconds until the next dial; undefined where none is planned. */
  retryIn: number | undefined;
}

/** A channel that the client has at the hub from now on. */
export interface ChannelBegin {
  channel: string;
  /** Delivery goes on after this position; undefined where the channel has none. */
  position: Position | undefined;
  /** The subscribers of the channel, where its namespace counts them and the client has asked for the channel itself. */
  subscribers: number | undefined;
}

/** The events of a client by type. */
export interface ChannelClientEventMap {
  /** Requests are answered from now on. Alternates with `disconnected`. */
  connected: Told<LinkBegin>;
  disconnected: Told<LinkEnd>;
  /** A dial has failed, or its link has ended before the hub has answered, as one does whose client the hub refuses. */
  dialfailed: Told<LinkEnd>;
  /** The connection was given up for good, and the client is closed. Not told for `close()`. */
  retired: Told<{ cause: unknown }>;
  /** The hub has given the client a channel for which it has no subscription. `subscribe` with `since: event.position` misses nothing. */
  subscribed: Told<ChannelBegin>;
  /** A listener threw, or the token could not be had. Nothing else was harmed. */
  error: Told<{ error: unknown }>;
}

/** The events of a subscription by type. */
export interface SubscriptionEventMap {
  /** The hub has answered: the channel is subscribed to, on this link. A hub of v0 does not answer. */
  subscribed: Told<ChannelBegin>;
  /** Whether nothing was missed between the last link and this one; told once a link. When it is false, the gap was told before. */
  recovered: Told<{ recovered: boolean }>;
}

export const CLIENT_EVENTS: readonly (keyof ChannelClientEventMap)[] = [
  "connected",
  "disconnected",
  "dialfailed",
  "retired",
  "subscribed",
  "error",
];

export const SUBSCRIPTION_EVENTS: readonly (keyof SubscriptionEventMap)[] = [
  "subscribed",
  "recovered",
];

/** An error about a listener for `message` says this: a client has no such event. */
export const READING = "read them by a loop: for await over client.subscribe(channel)";

/** Makes an event with these facts, as no runtime has a class of its own that fits. */
export function eventOf<T extends string, Facts extends object>(
  type: T,
  facts: Facts,
): Event & Readonly<Facts> {
  return Object.assign(new Event(type), facts);
}
