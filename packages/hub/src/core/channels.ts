// The channels that clients of this hub have, and who has which.

import { ALL } from "@skep/protocol";
import { Channel } from "./channel.ts";
import { type Client, Subscription } from "./client.ts";
import type { Namespace } from "./namespace.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { Questions } from "./questions.ts";

export class Channels {
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #namespaceOf: (channel: string) => Namespace;
  // Bound: the subscriptions of all clients.
  readonly #channels = new Map<string, Channel>();
  /** The channel of broadcasts, which every client has. */
  readonly all: Channel;

  constructor(
    effectQueue: EffectQueue,
    questions: Questions,
    namespaceOf: (channel: string) => Namespace,
  ) {
    this.#effectQueue = effectQueue;
    this.#questions = questions;
    this.#namespaceOf = namespaceOf;
    this.all = this.#open(ALL);
  }

  get(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  has(channel: Channel): boolean {
    return this.#channels.get(channel.name) === channel;
  }

  /** All of them, that of broadcasts included. */
  list(): Channel[] {
    return [...this.#channels.values()];
  }

  names(): string[] {
    return [...this.#channels.keys()].filter((name) => name !== ALL);
  }

  /** Gives the channel to the client. The engine is asked to tell it where this hub did not have it. */
  add(client: Client, name: string): Subscription {
    const channel = this.#channels.get(name) ?? this.#open(name);
    const subscription = new Subscription(client, channel);
    channel.subscriptions.add(subscription);
    client.subscriptions.set(name, subscription);
    if (name !== ALL)
      this.#effectQueue.add({ type: "subscribed", client: client.id, channel: name });
    return subscription;
  }

  remove(subscription: Subscription): void {
    const { channel, client } = subscription;
    subscription.state = "over";
    channel.subscriptions.delete(subscription);
    channel.joining.delete(client);
    client.subscriptions.delete(channel.name);
    if (channel === this.all) return;
    this.#effectQueue.add({ type: "unsubscribed", client: client.id, channel: channel.name });
    if (channel.subscriptions.size > 0) return;
    this.#channels.delete(channel.name);
    this.#effectQueue.add({ type: "leave", channel: channel.name });
  }

  #open(name: string): Channel {
    const channel = new Channel(name, this.#namespaceOf(name));
    this.#channels.set(name, channel);
    this.#questions.join(channel);
    return channel;
  }
}
