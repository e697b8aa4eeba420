// A client of a hub, as an application sees it.

import { type Clock, ConfigError, handled, systemClock } from "@skep/core/base";
import {
  ALL,
  channelFault,
  type Effect,
  type Failure,
  type FromHub,
  type Input,
  isKey,
  type Position,
  type Publication,
} from "@skep/protocol";
import { Connection, type ConnectionOptions } from "skep/connection";
import { ClientClosedError, RefusedError } from "./errors.ts";
import { HubLink } from "./hub-link.ts";
import { newKey, publish, type PublishingPort, type PublishOptions } from "./publishing.ts";
import {
  ChannelSubscription,
  type SubscribeOptions,
  type SubscriptionPort,
} from "./subscription.ts";

/** The options of a `Connection`, and the token for the hub. */
export interface ChannelClientOptions extends ConnectionOptions {
  /** The token that tells the hub who the client is, or a function that returns it, called for each link. Default: none. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
}

/** Options of `history`. */
export interface HistoryOptions {
  /** So many of the newest publications. Default: as many as the hub allows. */
  readonly last?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Within so many milliseconds the client comes back with another token. */
const RENEWAL = 1_000;

/**
 * A client of a hub. Subscriptions are intent: they come back by themselves after a lost link, from where they were, and what was missed is
 * told. The constructor dials, and throws a `ConfigError` for an option that cannot be used.
 */
export class ChannelClient {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #link: HubLink;
  // Bound: the channels that the application subscribes to.
  readonly #subscriptions = new Map<string, ChannelSubscription>();
  #closing: Promise<void> | undefined;

  constructor({ token, ...options }: ChannelClientOptions) {
    this.#clock = options.clock ?? systemClock({ unref: true });
    this.#random = options.random ?? Math.random;
    this.#connection = new Connection(options);
    const connection = this.#connection;
    this.#link = new HubLink({
      clock: this.#clock,
      wire: {
        send: (text) => connection.send(text),
        redial: (within) => connection.redial({ within }),
      },
      token,
      ready: (version) => this.#toAll({ type: "up", version }),
      down: () => this.#toAll({ type: "down" }),
      said: (message) => this.#said(message),
      refused: (error) => this.#refused(error),
    });
    connection.addEventListener("connected", () => this.#link.opened());
    connection.addEventListener("disconnected", () => this.#link.lost());
    void this.#read();
  }

  /** `connected` when requests are answered. */
  get state(): "disconnected" | "connecting" | "connected" {
    if (this.#closing !== undefined) return "disconnected";
    return this.#link.isReady ? "connected" : "connecting";
  }

  /** Ends the link and dials anew, at a moment within so many milliseconds. Nothing is lost by it. Default: at once. */
  redial(options: { readonly within?: number | undefined } = {}): void {
    this.#connection.redial({ within: options.within ?? 0 });
  }

  // --- channels ---

  /** The channel, from now on or from where the options say. A channel that is subscribed to already is a `ConfigError`. */
  subscribe(channel: string, options: SubscribeOptions = {}): ChannelSubscription {
    this.#checkOpen();
    if (channelFault(channel) !== undefined)
      throw new ConfigError("channel", "the name of a channel", channel);
    return this.#subscribe(channel, options);
  }

  /** The channel of broadcasts: the events and errors that the hub sends to every client. The client has it without subscribing to it. */
  broadcasts(options: Omit<SubscribeOptions, "last"> = {}): ChannelSubscription {
    this.#checkOpen();
    return this.#subscribe(ALL, options);
  }

  #subscribe(channel: string, options: SubscribeOptions): ChannelSubscription {
    if (this.#subscriptions.has(channel))
      throw new ConfigError("channel", "one that is not subscribed to", channel);
    const { capacity = 1 } = options;
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new ConfigError("capacity", "a whole number from 1", capacity);
    const subscription = new ChannelSubscription(channel, this.#port, options);
    this.#subscriptions.set(channel, subscription);
    if (this.#link.isReady) subscription.input({ type: "up", version: this.#version });
    return subscription;
  }

  get #version(): 0 | 1 {
    return this.#link.welcome === undefined ? 0 : 1;
  }

  get #port(): SubscriptionPort {
    return {
      clock: this.#clock,
      random: this.#random,
      ask: (subscription, effect) => this.#ask(subscription, effect),
      // The next link asks for another token.
      renew: () => this.#connection.redial({ within: RENEWAL }),
      ended: ({ channel }) => void this.#subscriptions.delete(channel),
    };
  }

  #ask(
    subscription: ChannelSubscription,
    effect: Extract<Effect, { type: "subscribe" | "unsubscribe" }>,
  ): void {
    const { channel } = subscription;
    // Everybody has broadcasts, and keeps them.
    if (effect.type === "unsubscribe" && channel === ALL) return;
    if (effect.type === "unsubscribe")
      return this.#link.ask({ type: "unsubscribe", channel }, () => {});
    const { serial, since, last } = effect;
    if (channel === ALL && this.#version === 0) return;
    this.#link.ask({ type: "subscribe", channel, since, last }, (answer) => {
      // A link that has ended says so itself.
      if (answer === undefined) return subscription.input({ type: "due" });
      if (answer.type === "ack") subscription.input({ ...answer, type: "acked", serial });
      else subscription.input({ ...answer, type: "refused", serial });
    });
  }

  // --- publishing and the past ---

  /**
   * Publishes, and resolves with the position when the hub has acknowledged it. It is sent again, under one key, until then: over lost links,
   * and while the hub has no engine. Rejects with a `RefusedError` where the hub refuses it for good, with an `UncertainError` where nobody
   * knows whether it happened, and with the reason of the signal.
   */
  async publish(
    channel: string,
    data: unknown,
    options: PublishOptions = {},
  ): Promise<Position | undefined> {
    this.#checkOpen();
    const { key = newKey(this.#random), signal } = options;
    if (!isKey(key)) throw new ConfigError("key", "1 to 64 visible characters", key);
    const link = this.#link;
    const port: PublishingPort = {
      clock: this.#clock,
      random: this.#random,
      get keyWindow() {
        return link.welcome?.limits?.keys;
      },
      request: (message, aborted) => link.request(message, aborted),
    };
    return publish(port, { type: "publish", channel, data, key }, signal);
  }

  /** The newest publications of a channel, the oldest first. A subscription is not needed, and not changed. */
  async history(
    channel: string,
    { last, signal }: HistoryOptions = {},
  ): Promise<readonly Publication[]> {
    this.#checkOpen();
    const items: Publication[] = [];
    const answer = await this.#link.request({ type: "history", channel, last }, signal, items);
    if (answer === undefined) throw new RefusedError(channel, "unavailable", "it has not answered");
    if (answer.type === "error") throw new RefusedError(channel, answer.code, answer.text);
    return items;
  }

  // --- what the link tells ---

  #toAll(input: Input): void {
    for (const subscription of this.#subscriptions.values()) subscription.input(input);
  }

  #said(message: FromHub): void {
    switch (message.type) {
      case "event":
      case "process_output":
      case "process_status":
        return this.#to(message.channel, { type: "published", publication: message });
      case "gap":
        return this.#to(message.channel, { type: "torn", gap: message });
      case "error":
        return "code" in message
          ? this.#dropped(message)
          : this.#to(ALL, { type: "published", publication: message });
      case "goaway":
        return this.#connection.redial({ within: message.after });
      default:
    }
  }

  #to(channel: string, input: Input): void {
    this.#subscriptions.get(channel)?.input(input);
  }

  /** The hub has ended a subscription, or says why it is about to end the connection. */
  #dropped({ channel, code, text, after }: Failure): void {
    if (channel !== undefined) this.#to(channel, { type: "dropped", code, text, after });
  }

  async #read(): Promise<void> {
    try {
      // Binary frames are reserved.
      for await (const batch of this.#connection.batches())
        for (const data of batch) this.#link.received(typeof data === "string" ? data : "");
      this.#finish(undefined);
    } catch (error) {
      this.#finish(error);
    }
  }

  /** The connection is over: closed, or given up for good. */
  #finish(cause: unknown): void {
    const error = new ClientClosedError(cause);
    this.#closing ??= Promise.resolve();
    this.#link.close(cause);
    for (const subscription of this.#subscriptions.values())
      subscription.fail(cause === undefined ? undefined : error);
    this.#subscriptions.clear();
  }

  /** Leaves all channels and ends the connection. What waits can still be read, then loops end. */
  close(): Promise<void> {
    return (this.#closing ??= this.#connection.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The hub does not want this client: everything fails with the reason. */
  #refused(error: unknown): void {
    this.#finish(error);
    void handled(this.#connection.close());
  }

  #checkOpen(): void {
    if (this.#closing !== undefined) throw new ClientClosedError();
  }
}
