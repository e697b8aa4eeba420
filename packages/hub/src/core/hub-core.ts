// The core of a hub: one input in, effects out. It decides everything and does nothing: no socket, no promise, no timer.

import { ALL } from "@skep/protocol";
import type { ReadAnswer } from "../engine/engine.ts";
import { Counters } from "../metrics/counters.ts";
import type { Holdings } from "../metrics/families.ts";
import { Answers } from "./answers.ts";
import { Assigning, type Withdrawal } from "./assigning.ts";
import { Authenticating } from "./authenticating.ts";
import { Channels } from "./channels.ts";
import { Client, type Subscription } from "./client.ts";
import { Clients } from "./clients.ts";
import type { CoreOptions } from "./core-options.ts";
import { Delivery } from "./delivery.ts";
import { sendDirectly } from "./direct-message.ts";
import type { Effect } from "./effect.ts";
import { EngineStatus } from "./engine-status.ts";
import type { Input, Of } from "./input.ts";
import { EffectQueue } from "./effect-queue.ts";
import { Intake } from "./intake.ts";
import { Requests, UNDECIDED } from "./requests.ts";
import { type CatchUp, Questions, type Waiter } from "./questions.ts";

export class HubCore {
  readonly counters: Counters = new Counters();
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #channels: Channels;
  readonly #delivery: Delivery;
  readonly #intake: Intake;
  readonly #engineStatus: EngineStatus;
  readonly #authenticating: Authenticating;
  readonly #requests: Requests;
  readonly #assigning: Assigning;
  readonly #clients = new Clients();

  constructor(options: CoreOptions) {
    const effectQueue = new EffectQueue(options, this.counters);
    const questions = new Questions(effectQueue);
    const channels = new Channels(effectQueue, questions, (channel) =>
      options.namespaceOf(channel),
    );
    const delivery = new Delivery(effectQueue, questions, options.replay);
    this.#effectQueue = effectQueue;
    this.#questions = questions;
    this.#channels = channels;
    this.#delivery = delivery;
    this.#intake = new Intake(questions, delivery, options);
    this.#engineStatus = new EngineStatus(effectQueue, channels, this.#intake);
    const engineStatus = this.#engineStatus;
    const parts = {
      options,
      clients: this.#clients,
      engineStatus,
      effectQueue,
      questions,
      channels,
      answers: new Answers(effectQueue),
    };
    this.#assigning = new Assigning(parts);
    this.#authenticating = new Authenticating(parts, this.#assigning);
    const sharers = { assigning: this.#assigning, authenticating: this.#authenticating };
    this.#requests = new Requests(parts, { delivery, intake: this.#intake, ...sharers });
  }

  /** The first effects: the hub joins the channel of broadcasts. */
  begin(): readonly Effect[] {
    return this.#effectQueue.take();
  }

  /** One input answered. */
  step(input: Input): readonly Effect[] {
    this.#handle(input);
    return this.#effectQueue.take();
  }

  /** The engine is away: what is published is refused. */
  get isDown(): boolean {
    return this.#engineStatus.isDown;
  }

  /** The engine is away, or what was missed meanwhile still has to be read. */
  get isDegraded(): boolean {
    return this.#engineStatus.isDegraded;
  }

  /** The client has said who it is, where it has to. */
  isKnown(client: string): boolean {
    return this.#clients.get(client)?.isKnown === true;
  }

  /** The channels of a client, in order of their names. */
  subscriptionsOf(client: string): string[] {
    const { subscriptions } = this.#clients.get(client) ?? {};
    return [...(subscriptions?.keys() ?? [])].filter((name) => name !== ALL).toSorted();
  }

  channels(): string[] {
    return this.#channels.names();
  }

  stats(): { readonly clients: number; readonly channels: number; readonly subscribers: number } {
    const names = this.channels();
    const subscribers = names.reduce((sum, name) => sum + this.subscriberCount(name), 0);
    return { clients: this.#clients.size, channels: names.length, subscribers };
  }

  holdings(): Holdings {
    const clients = { "0": 0, "1": 0, none: 0 };
    for (const { isKnown, version } of this.#clients.all())
      clients[isKnown ? (`${version}` as const) : "none"]++;
    const { channels, subscribers } = this.stats();
    return { clients, channels, subscribers, isEngineUp: !this.isDown };
  }

  subscriberCount(channel: string): number {
    return this.#channels.get(channel)?.subscriptions.size ?? 0;
  }

  #handle(input: Input): void {
    switch (input.type) {
      case "connected":
        return this.#connected(input);
      case "message":
        return this.#message(input);
      case "top":
        return this.#top(input);
      case "drain":
        return this.#drain(input);
      case "engine":
        return this.#engineStatus[input.status]();
      case "retry":
        return this.#retry();
      case "assign":
      case "withdraw":
        return this.#called(input);
      case "recheck":
        return this.#clients.of(input.target).forEach((client) => this.#requests.recheck(client));
      case "revoke":
        return this.#clients
          .of(input.target)
          .forEach((client) => this.#authenticating.revoke(client));
      case "authenticated":
      case "authorised":
      case "joined":
      case "read":
      case "published":
        return this.#answered(input);
      default:
        return this.#ofClient(input);
    }
  }

  /** What the engine could not say is asked again. */
  #retry(): void {
    this.#engineStatus.retry();
    if (!this.isDown)
      for (const channel of this.#channels.list()) this.#delivery.catchUpAll(channel);
  }

  #connected({ identity, outlet, remoteAddress }: Of<"connected">): void {
    const client = new Client(outlet, remoteAddress);
    this.#clients.add(client);
    this.#authenticating.connected(client, identity);
  }

  /** A link that is gone may still have reported something. */
  #ofClient(
    input: Of<"received" | "drained" | "expired" | "disconnected" | "left" | "send">,
  ): void {
    const client = this.#clients.get(input.client);
    if (client === undefined) return;
    if (input.type === "received") this.#requests.received(client, input.message);
    else if (input.type === "drained") this.#drained(client);
    else if (input.type === "expired") this.#authenticating.expired(client);
    else if (input.type === "left") client.isLeaving = true;
    else if (input.type === "send") sendDirectly(this.#effectQueue, client, input.draft);
    else this.#disconnected(client);
  }

  /** The client reads again. */
  #drained(client: Client): void {
    this.#delivery.drained(client);
    this.#requests.next(client);
  }

  #disconnected(client: Client): void {
    client.isGone = true;
    client.current = undefined;
    this.#clients.delete(client);
    for (const subscription of client.subscriptions.values()) this.#channels.remove(subscription);
    const { id, isKnown: wasKnown } = client;
    this.#effectQueue.add({ type: "disconnected", client: id, wasKnown });
  }

  // --- what the application asks for ---

  #called({ type, target, channel, call }: Of<"assign" | "withdraw">): void {
    const clients = this.#clients.of(target);
    if (type === "assign") return this.#assigning.assign(clients, channel, call);
    for (const client of clients)
      this.#withdraw(client, channel, { text: `the hub has ended the subscription to ${channel}` });
    this.#effectQueue.add({ type: "settled", call, fault: undefined });
  }

  #withdraw(client: Client, channel: string, why: Withdrawal): void {
    this.#assigning.withdraw(client, channel, why);
    this.#requests.next(client);
  }

  #drain({ after }: Of<"drain">): void {
    for (const client of this.#clients.all())
      if (client.version === 0)
        this.#effectQueue.add({ type: "dismiss", client: client.id, after });
      else this.#effectQueue.say(client, { type: "goaway", code: "draining", after });
  }

  #message({ message }: Of<"message">): void {
    const channel = this.#channels.get(message.channel);
    if (channel !== undefined) this.#intake.take(channel, message);
  }

  #top({ channel: name, position }: Of<"top">): void {
    const channel = this.#channels.get(name);
    if (channel !== undefined) this.#intake.compare(channel, position);
  }

  // --- answers ---

  #answered(input: Of<"authenticated" | "authorised" | "joined" | "read" | "published">): void {
    const waiter = this.#questions.use(input.question);
    if (waiter === undefined || isOver(waiter)) return;
    if (input.type === "joined") this.#joined(waiter, input);
    else if (input.type === "read") this.#read(waiter, input.answer);
    else if (waiter.what === "request" && input.type === "authenticated")
      this.#requests.authenticated(waiter.client, waiter.current, input.answer);
    else if (waiter.what === "recheck" && input.type === "authorised")
      this.#rechecked(waiter.subscription, input.isAllowed);
    else if (waiter.what === "request" && input.type === "authorised")
      this.#requests.authorised(waiter.client, waiter.current, input.isAllowed);
    else if (waiter.what === "publish" && input.type === "published")
      this.#requests.publishing.published(waiter.client, waiter.re, input.published);
  }

  /** Undefined where the application has not said in time: the client may ask again later. */
  #rechecked(subscription: Subscription, isAllowed: boolean | undefined): void {
    const { client, channel, state } = subscription;
    if (state === "over") return;
    if (isAllowed === true) this.#authenticating.rechecked(subscription);
    else if (isAllowed === false)
      this.#withdraw(client, channel.name, { text: "subscription unauthorised" });
    else this.#withdraw(client, channel.name, { code: "unavailable", text: UNDECIDED });
  }

  #joined(waiter: Waiter, { position }: Of<"joined">): void {
    if (waiter.what !== "join") return;
    const { channel } = waiter;
    this.#intake.begin(channel, position);
    // A request begins behind what the hub has given; where there is nothing to give, it is refused before.
    if (channel.ring !== undefined) this.#assigning.joined(channel);
    const answered = this.#requests.joined(channel);
    if (channel.ring === undefined) this.#assigning.failed(channel);
    else this.#intake.joined(channel);
    // Last: one that asks for this channel again must not wait for the answer that has just failed.
    for (const client of answered) this.#requests.next(client);
    if (channel === this.#channels.all)
      this.#effectQueue.add({ type: "begun", isUp: channel.ring !== undefined });
  }

  #caughtUp(waiter: CatchUp, answer: ReadAnswer | undefined): void {
    this.#delivery.caughtUp(waiter, answer);
    if (answer === undefined) this.#engineStatus.retryLater();
  }

  #read(waiter: Waiter, answer: ReadAnswer | undefined): void {
    if (waiter.what === "request") this.#requests.read(waiter.client, waiter.current, answer);
    if (waiter.what === "catch up") this.#caughtUp(waiter, answer);
    if (waiter.what === "mend" && this.#intake.mended(waiter, answer)) {
      this.#requests.mended(waiter.channel);
      this.#engineStatus.read(waiter.channel);
    }
  }
}

/** Its request was refused meanwhile, or its client is gone, or about to go. */
function isOver(waiter: Waiter): boolean {
  if (waiter.what !== "request") return false;
  return waiter.client.isLeaving || waiter.client.current !== waiter.current;
}
