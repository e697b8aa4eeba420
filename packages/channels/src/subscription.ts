// A channel as an application reads it. Types only.

import type { GuardedEventTarget } from "@skep/core/base";
import type { GapReason, Position, Publication } from "@skep/protocol";
import type { WaitOptions } from "skep/connection";
import type { SubscriptionEventMap } from "./events.ts";

/** Messages are missing here. */
export interface ChannelGap {
  readonly type: "gap";
  readonly channel: string;
  readonly reason: GapReason;
  /** After this position; left out where none is known. */
  readonly from?: Position | undefined;
  /** Delivery goes on after this one; left out where none is known. */
  readonly to?: Position | undefined;
}

/** An item of a subscription: publications and gaps come in one order. */
export type ChannelItem = Publication | ChannelGap;

/** Gives items one by one. */
export type Items = AsyncIterableIterator<ChannelItem, undefined>;

/** How a subscription begins. */
export interface SubscribeOptions {
  /** Delivery goes on after this position, which an earlier subscription or an event has told. Default: from now on. */
  readonly since?: Position | undefined;
  /**
   * Delivery begins with so many of the newest messages; with `since`, it begins after that position instead. When a lost link cost messages that
   * the hub does not have any more, delivery goes on with so many of the newest after the gap. When a hub sends fewer at once, there is a gap
   * before them with the reason `limit`. Default: 0; whole number from 0.
   */
  readonly last?: number | undefined;
  /**
   * The most items that wait to be read. When there are so many, the client takes no more, and asks the hub for the rest when they were read.
   * Default: 1,024; whole number from 1.
   */
  readonly capacity?: number | undefined;
}

/**
 * A channel: `for await (const item of subscription)` gives publications and gaps, in one order, and goes on over lost links. `break` leaves
 * the loop and keeps the subscription; `close()` ends it. The loop throws the error for which the hub refused it for good.
 *
 * Bound: `capacity`. Overflow: nothing is taken, and when everything was read the hub is asked for what was missed; what it no longer has
 * is told as a gap. 1,024 calls of `next()` may be open at once; one more rejects with a `BackpressureError`.
 */
export interface Subscription
  extends GuardedEventTarget<SubscriptionEventMap>, AsyncIterable<ChannelItem> {
  readonly channel: string;
  /** After this position the next item comes, as far as it is known. It is that of what has arrived, read or not. */
  readonly position: Position | undefined;
  [Symbol.asyncIterator](): Items;
  /** The same as iterating it, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  items(options?: WaitOptions): Items;
  /** Leaves the channel. What waits can still be read, then loops end. */
  close(): void;
}
