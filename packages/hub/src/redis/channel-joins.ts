// The channels of a session that are being taken up or left: Redis is asked once for each, and in an order in which the last wish holds.

import { handled } from "@skep/core/base";
import type { SubscribedChannels } from "../broker/subscribed-channels.ts";
import { engineErrorOf } from "./redis-error.ts";
import type { RedisLink } from "./redis-link.ts";

/** A subscription that is under way. */
interface Join {
  /** Rejects with an `EngineError`. */
  done?: Promise<void>;
}

export class ChannelJoins {
  readonly #channels: SubscribedChannels;
  readonly #link: RedisLink;
  /** By channel, those that Redis has not answered. Bound: the channels that are subscribed, and those that were left meanwhile. */
  readonly #joins = new Map<string, Join>();

  constructor(channels: SubscribedChannels, link: RedisLink) {
    this.#channels = channels;
    this.#link = link;
  }

  /** Resolves when what is published to the channel is told. */
  async join(channel: string): Promise<void> {
    const join = this.#channels.add(channel) ? this.#begin(channel) : this.#joins.get(channel);
    await join?.done;
  }

  #begin(channel: string): Join {
    const join: Join = {};
    this.#joins.set(channel, join);
    join.done = handled(this.#subscribe(channel, join));
    return join;
  }

  /** The channel may be left and taken up again before it is told: then the last join counts. */
  async #subscribe(channel: string, join: Join): Promise<void> {
    const isLast = (): boolean => this.#joins.get(channel) === join;
    try {
      await this.#link.connection.subscribe([channel]);
    } catch (error) {
      if (isLast()) this.#channels.delete(channel);
      throw engineErrorOf(error);
    } finally {
      if (isLast()) this.#joins.delete(channel);
    }
    if (!this.#channels.has(channel)) void handled(this.#unsubscribe(channel));
  }

  async leave(channel: string): Promise<void> {
    if (this.#channels.delete(channel)) await this.#unsubscribe(channel);
  }

  /**
   * Behind its subscription, as a client of a cluster may send the two commands in the other order. Connections that are opened later do not
   * have the channel.
   */
  async #unsubscribe(channel: string): Promise<void> {
    if (this.#joins.has(channel) || !this.#link.isUp) return;
    try {
      await this.#link.connection.unsubscribe([channel]);
    } catch (error) {
      throw engineErrorOf(error);
    }
  }
}
