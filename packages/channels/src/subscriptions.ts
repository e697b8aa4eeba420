// The subscriptions of one client by channel: what of the hub is for which, and what they ask of it.

import { ConfigError } from "@skep/core/base";
import {
  ALL,
  type Effect,
  encodeFromClient,
  type Failure,
  type FromHub,
  type Input,
  type Subscribed,
} from "@skep/protocol";
import type { HubLink } from "./hub-link.ts";
import { ChannelSubscription, type SubscriptionPort } from "./channel-subscription.ts";
import type { SubscribeOptions } from "./subscription.ts";

/** The parts of the client that its subscriptions use. */
export interface SubscriptionsPort extends Omit<SubscriptionPort, "ask" | "ended"> {
  /** The hub has given the client a channel for which there is no subscription. */
  readonly given: (told: Subscribed) => void;
}

type Asking = Extract<Effect, { type: "subscribe" | "unsubscribe" }>;

export class Subscriptions {
  readonly #link: HubLink;
  readonly #port: SubscriptionPort;
  readonly #given: SubscriptionsPort["given"];
  // Bound: the channels that the application subscribes to.
  readonly #all = new Map<string, ChannelSubscription>();

  constructor(link: HubLink, { given, ...port }: SubscriptionsPort) {
    this.#link = link;
    this.#given = given;
    this.#port = {
      ...port,
      ask: (subscription, effect) => this.#ask(subscription, effect),
      ended: (subscription) => this.#ended(subscription),
    };
  }

  /** Throws a `ConfigError` for a channel that is subscribed to already, and for an option that cannot be used. */
  add(channel: string, options: SubscribeOptions): ChannelSubscription {
    if (this.#all.has(channel))
      throw new ConfigError("channel", "one that is not subscribed to", channel);
    const subscription = new ChannelSubscription(channel, this.#port, options);
    this.#all.set(channel, subscription);
    const { version } = this.#link;
    if (version !== undefined) subscription.input({ type: "up", version });
    return subscription;
  }

  /** One that was closed twice may have a successor. */
  #ended(subscription: ChannelSubscription): void {
    const { channel } = subscription;
    if (this.#all.get(channel) === subscription) this.#all.delete(channel);
  }

  #ask(subscription: ChannelSubscription, effect: Asking): void {
    const { channel } = subscription;
    if (channel === ALL && !this.#resumes(effect)) return;
    if (effect.type === "unsubscribe")
      return void this.#link.ask(
        (id) => encodeFromClient({ type: "unsubscribe", channel, id }),
        () => {},
      );
    const { serial, since, last } = effect;
    this.#link.ask(
      (id) => encodeFromClient({ type: "subscribe", channel, id, since, last }),
      (answer) => subscription.answered(serial, answer),
    );
  }

  /** Every client has broadcasts, and keeps them: the hub can be asked for those that were missed alone, and not in v0. */
  #resumes(effect: Asking): boolean {
    return effect.type === "subscribe" && this.#link.version === 1;
  }

  // --- what they are told ---

  toAll(input: Input): void {
    for (const subscription of this.#all.values()) subscription.input(input);
  }

  tokenGranted(): void {
    for (const subscription of this.#all.values()) subscription.tokenGranted();
  }

  /** The client is over. */
  fail(error: unknown): void {
    for (const subscription of this.#all.values()) subscription.fail(error);
  }

  said(message: FromHub): void {
    switch (message.type) {
      case "event":
      case "process_output":
      case "process_status":
        return this.#to(message.channel, { type: "published", publication: message });
      case "error":
        return "code" in message
          ? this.#dropped(message)
          : this.#to(ALL, { type: "published", publication: message });
      case "gap":
        return this.#to(message.channel, { type: "torn", gap: message });
      case "subscribed":
        return this.#all.has(message.channel) ? undefined : this.#given(message);
      default:
    }
  }

  #to(channel: string, input: Input): void {
    this.#all.get(channel)?.input(input);
  }

  /** The hub has ended a subscription, or says why it is about to end the link. */
  #dropped({ channel, code, text, after }: Failure): void {
    if (channel !== undefined) this.#to(channel, { type: "dropped", code, text, after });
  }
}
