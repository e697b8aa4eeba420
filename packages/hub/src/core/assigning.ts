// Channels that the hub itself gives to clients and takes away, as the application decides. Clients ask for nothing here.

import type { ErrorCode } from "@skep/protocol";
import type { Answers } from "./answers.ts";
import type { Channel } from "./channel.ts";
import type { Channels } from "./channels.ts";
import type { Client, Subscription } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { CoreParts } from "./parts.ts";

/** One channel that is given to some clients. */
interface Assignment {
  /** The call of the application that waits for it; undefined for what a client has from the beginning. */
  readonly call: number | undefined;
  /** Those that it has made. */
  readonly subscriptions: readonly Subscription[];
  /** Why a client could not be given the channel. */
  readonly fault: ErrorCode | undefined;
}

/** Why a client loses a channel. */
export interface Withdrawal {
  /** Default: `forbidden`. */
  readonly code?: ErrorCode;
  readonly text: string;
}

export class Assigning {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #channels: Channels;
  readonly #answers: Answers;
  /** Those that wait until the engine tells their channel. Bound: calls of the application, and the channels that clients begin with. */
  readonly #waiting = new Map<Channel, Assignment[]>();

  constructor({ options, effectQueue, channels, answers }: CoreParts) {
    this.#options = options;
    this.#effectQueue = effectQueue;
    this.#channels = channels;
    this.#answers = answers;
  }

  // --- giving ---

  /** Gives a client what it has from the beginning. A client that cannot have it is told to come again, as it would miss something. */
  begin(client: Client, names: readonly string[]): void {
    for (const name of names) this.assign([client], name, undefined);
  }

  /** Gives the channel to the clients that do not have it, as far as they may have another one. */
  assign(clients: readonly Client[], name: string, call: number | undefined): void {
    const others = clients.filter(({ subscriptions }) => !subscriptions.has(name));
    const fitting = others.filter((client) => !this.#isFull(client));
    const fault = fitting.length < others.length ? "limit" : undefined;
    const subscriptions = fitting.map((client) => this.#channels.add(client, name));
    const assignment = { call, subscriptions, fault } as const;
    if (fault !== undefined && call === undefined) {
      this.#effectQueue.add({ type: "overfull" });
      this.#giveUp(clients, fault);
    }
    const channel = this.#channels.get(name);
    if (channel === undefined || channel.ring !== undefined) this.#begin(assignment);
    else this.#wait(channel, assignment);
  }

  /** The channel of broadcasts does not count. */
  #isFull({ subscriptions }: Client): boolean {
    return subscriptions.size > this.#options.subscriptions;
  }

  #giveUp(clients: readonly Client[], fault: ErrorCode): void {
    for (const client of clients)
      this.#effectQueue.close(client, fault, "the client could not be given its channels");
  }

  #wait(channel: Channel, assignment: Assignment): void {
    const waiting = this.#waiting.get(channel) ?? [];
    this.#waiting.set(channel, waiting);
    waiting.push(assignment);
  }

  /** The engine tells the channel from now on. */
  joined(channel: Channel): void {
    for (const assignment of this.#take(channel)) this.#begin(assignment);
  }

  /** The engine is away. */
  failed(channel: Channel): void {
    for (const { call, subscriptions } of this.#take(channel)) {
      const left = subscriptions.filter(isHeld);
      for (const subscription of left) this.#channels.remove(subscription);
      if (call === undefined)
        this.#giveUp(
          left.map(({ client }) => client),
          "unavailable",
        );
      else this.#settle(call, "unavailable");
    }
  }

  #take(channel: Channel): readonly Assignment[] {
    const waiting = this.#waiting.get(channel) ?? [];
    this.#waiting.delete(channel);
    return waiting;
  }

  #begin({ call, fault, subscriptions }: Assignment): void {
    for (const subscription of subscriptions.filter(isHeld)) {
      subscription.state = "live";
      subscription.isHeld = true;
      if (!isGreeting(subscription.client)) this.#say(subscription);
    }
    if (call !== undefined) this.#settle(call, fault);
  }

  #settle(call: number, fault: ErrorCode | undefined): void {
    this.#effectQueue.add({ type: "settled", call, fault });
  }

  /** Tells a client that speaks v1 by now which channels it has. */
  greeted(client: Client): void {
    for (const subscription of client.subscriptions.values())
      if (subscription.channel !== this.#channels.all && subscription.state !== "starting")
        this.#say(subscription);
  }

  #say({ client, channel, state, position: behind }: Subscription): void {
    if (client.version === 0) return;
    const position = state === "live" ? channel.ring?.head : behind;
    this.#effectQueue.say(client, { type: "subscribed", channel: channel.name, position });
  }

  // --- taking away ---

  /** Takes the channel away from a client, and tells it why. A request under way that is about it is refused. */
  withdraw(client: Client, name: string, { code = "forbidden", text }: Withdrawal): void {
    const subscription = client.subscriptions.get(name);
    if (subscription === undefined) return;
    this.#channels.remove(subscription);
    const request = client.current?.request;
    const isAsking = request?.type === "subscribe" && request.channel === name;
    if (isAsking) this.#answers.refuse(client, request, code, text);
    // A refused request says nothing of what there was before; v0 cannot tell one from the other.
    if (!isAsking || (subscription.isHeld && client.version === 1))
      this.#effectQueue.drop(client, name, code, text);
  }
}

/** It was not taken away, and its client is not gone. */
function isHeld({ state }: Subscription): boolean {
  return state !== "over";
}

/** Its `welcome` is still to come, and then it is told. */
function isGreeting({ current }: Client): boolean {
  return current?.request.type === "hello";
}
