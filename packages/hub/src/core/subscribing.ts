// `hello`, `subscribe` and `unsubscribe`: where a subscription begins, and what its client is told of what it missed.

import { channelFault, type ClientMessage, type GapReason, type Position } from "@skep/protocol";
import type { ReadAnswer } from "../engine/engine.ts";
import type { Publication } from "../payload.ts";
import type { Answers, Request } from "./answers.ts";
import type { Authenticating } from "./authenticating.ts";
import type { Assigning } from "./assigning.ts";
import type { Channel } from "./channel.ts";
import type { Channels } from "./channels.ts";
import type { Client, Current, Subscription } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import { type Delivery, followed, latest } from "./delivery.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { Intake } from "./intake.ts";
import type { CoreParts } from "./parts.ts";
import type { Ring } from "./ring.ts";
import { type Beginning, type Start, StartAnswers } from "./start-answers.ts";
import type { Questions } from "./questions.ts";

/** What has a part in the beginning of a client or of a subscription, too. */
export interface Sharers {
  readonly delivery: Delivery;
  readonly intake: Intake;
  readonly assigning: Assigning;
  readonly authenticating: Authenticating;
}

/** A beginning for which the engine was asked. */
interface Reading {
  readonly request: Beginning;
  /** Why what the client has missed is lost. */
  readonly lost?: GapReason | undefined;
}

function lastOf(request: Beginning): number {
  return request.type === "subscribe" ? (request.last ?? 0) : 0;
}

export class Subscribing {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #channels: Channels;
  readonly #answers: Answers;
  readonly #startAnswers: StartAnswers;
  readonly #delivery: Delivery;
  readonly #intake: Intake;
  readonly #assigning: Assigning;

  constructor(parts: CoreParts, sharers: Sharers) {
    this.#startAnswers = new StartAnswers(parts, sharers.authenticating);
    this.#assigning = sharers.assigning;
    this.#delivery = sharers.delivery;
    this.#intake = sharers.intake;
    this.#options = parts.options;
    this.#effectQueue = parts.effectQueue;
    this.#questions = parts.questions;
    this.#channels = parts.channels;
    this.#answers = parts.answers;
  }

  /** Opens v1, and begins or resumes the channel of broadcasts. */
  hello(client: Client, request: Request<"hello">): void {
    if (client.version === 1)
      return this.#answers.refuse(client, request, "bad_frame", "hello was said already");
    if (!request.versions.includes(1))
      return this.#effectQueue.close(client, "bad_frame", "the hub speaks version 1");
    client.version = 1;
    client.format = request.time ?? "iso";
    this.#resume(request, this.#subscriptionOf(client, request));
  }

  #subscriptionOf(client: Client, request: Beginning): Subscription {
    const { name } = request.type === "hello" ? this.#channels.all : { name: request.channel };
    return client.subscriptions.get(name) as Subscription;
  }

  /** The client may have the channel. */
  admit(client: Client, request: Request<"subscribe">): void {
    const { channel: name } = request;
    const subscription = client.subscriptions.get(name) ?? this.#channels.add(client, name);
    const { channel } = subscription;
    if (channel.ring !== undefined) return this.#resume(request, subscription);
    this.#answers.wait(client, { request, stage: "joining" });
    channel.joining.add(client);
  }

  /** The engine tells the channel from now on, unless there is no ring. Returns the clients whose requests waited for this. */
  joined(channel: Channel): readonly Client[] {
    const waiting = [...channel.joining];
    channel.joining.clear();
    for (const client of waiting) {
      const request = (client.current as Current).request as Beginning;
      const subscription = this.#subscriptionOf(client, request);
      if (channel.ring === undefined) this.#fail(request, subscription);
      else this.#resume(request, subscription);
    }
    return waiting;
  }

  /** The engine was asked for what the hub itself has missed of the channel. Returns the clients whose requests waited for this. */
  mended(channel: Channel): readonly Client[] {
    const waiting = [...channel.joining];
    channel.joining.clear();
    for (const client of waiting) {
      const request = (client.current as Current).request as Beginning;
      if (channel.isStale) this.begin(client, { request }, undefined);
      else this.#resume(request, this.#subscriptionOf(client, request));
    }
    return waiting;
  }

  #fail(request: ClientMessage, subscription: Subscription): void {
    if (!subscription.isHeld) this.#channels.remove(subscription);
    this.#answers.refuse(subscription.client, request, "unavailable", "the engine is away");
    if (!subscription.isHeld) return;
    subscription.state = "behind";
    this.#delivery.catchUp(subscription);
  }

  /** Nothing is delivered until the engine has answered. */
  #suspend(subscription: Subscription): void {
    if (subscription.state === "live") subscription.position = subscription.channel.ring?.head;
    subscription.state = "starting";
  }

  /** Begins, or begins anew, behind the position that was asked for. */
  #resume(request: Beginning, subscription: Subscription): void {
    const { client, channel } = subscription;
    const ring = channel.ring as Ring;
    const { since } = request;
    if (since === undefined && lastOf(request) === 0)
      return this.#start(request, subscription, { position: ring.head }, []);
    // What the ring has may be of a history that is over.
    if (channel.isStale) return this.#waitForRing(request, subscription);
    if (since === undefined) return this.#readLatest(request, subscription, undefined);
    const missed = ring.after(since);
    if (missed !== undefined)
      return this.#start(request, subscription, { position: since, recovered: true }, missed);
    this.#suspend(subscription);
    const waiter = this.#answers.wait(client, { request, stage: "reading" });
    this.#questions.read(waiter, channel.name, { after: since, limit: this.#options.replay });
  }

  /** Asks for the newest of the past; behind a gap, where what the client has missed is lost. */
  #readLatest(request: Beginning, subscription: Subscription, lost: GapReason | undefined): void {
    const { client, channel } = subscription;
    this.#suspend(subscription);
    const waiter = this.#answers.wait(client, { request, stage: "reading", ...(lost && { lost }) });
    const last = Math.min(lastOf(request), this.#options.replay);
    this.#questions.read(waiter, channel.name, { last });
  }

  /** The engine was asked for the past; without an answer, it is away. */
  begin(client: Client, { lost, request }: Reading, answer: ReadAnswer | undefined): void {
    const subscription = this.#subscriptionOf(client, request);
    if (answer === undefined && request.type === "subscribe")
      return this.#fail(request, subscription);
    const { since } = request;
    const { channel } = subscription;
    // An answer and a ring of two histories must not be mixed.
    if (answer !== undefined && channel.isStale) return this.#waitForRing(request, subscription);
    if (since === undefined || lost !== undefined)
      return this.#startLatest({ request, lost }, subscription, answer);
    const ring = channel.ring as Ring;
    if (answer !== undefined && isBehind(ring, since, answer))
      return this.#waitForRing(request, subscription);
    // The ring may have come so far meanwhile.
    const missed = ring.after(since) ?? (answer && followed(ring, since, answer));
    if (missed !== undefined)
      return this.#start(request, subscription, { position: since, recovered: true }, missed);
    // Without an answer only broadcasts begin: whether something was missed is not known.
    const reason = answer === undefined ? "engine" : (answer.gap ?? "limit");
    // After a fork, some of the newest may have been delivered.
    if (lastOf(request) > 0 && reason !== "fork")
      return this.#readLatest(request, subscription, reason);
    this.#start(request, subscription, { position: ring.head, recovered: false, reason }, []);
  }

  /** The client may come from a hub that was told more: to go on where this one is would give it again what it has. */
  #waitForRing(request: Beginning, subscription: Subscription): void {
    const { channel, client } = subscription;
    this.#suspend(subscription);
    this.#answers.wait(client, { request, stage: "joining" });
    channel.joining.add(client);
    this.#intake.mend(channel);
  }

  #startLatest(
    { lost, request }: Reading,
    subscription: Subscription,
    answer: ReadAnswer | undefined,
  ): void {
    const { replay } = this.#options;
    const [position, all] = latest(subscription.channel.ring as Ring, answer);
    // There may be more of what was asked for.
    const isCut = lastOf(request) > replay && all.length >= replay;
    const start =
      lost === undefined
        ? { position, ...(isCut && { reason: "limit" as const }) }
        : { position, recovered: false, reason: lost };
    this.#start(request, subscription, start, all);
  }

  #start(
    request: Beginning,
    subscription: Subscription,
    start: Start,
    missed: readonly Publication[],
  ): void {
    const { client } = subscription;
    this.#answers.done(client);
    this.#startAnswers.tell(request, subscription, { ...start, replay: missed.length });
    subscription.isHeld = true;
    subscription.position = start.position;
    if (request.type === "hello") this.#assigning.greeted(client);
    this.#delivery.send(subscription, missed);
  }

  unsubscribe(client: Client, request: Request<"unsubscribe">): void {
    const fault = channelFault(request.channel);
    // v0 answers nothing, ever.
    if (fault !== undefined && client.version === 0) return;
    if (fault !== undefined) return this.#answers.refuse(client, request, "invalid_name", fault);
    const subscription = client.subscriptions.get(request.channel);
    if (subscription !== undefined) this.#channels.remove(subscription);
    if (client.version === 1 && request.id !== undefined)
      this.#effectQueue.say(client, { type: "ack", re: request.id });
  }
}

/** The engine knows more of the channel than the hub was told: another life, or a position that the hub has not reached. */
function isBehind({ head }: Ring, since: Position, { gap, top }: ReadAnswer): boolean {
  const isAhead = since.epoch === head.epoch && since.offset > head.offset;
  // Where the engine was set back, the position is of another history.
  return top.epoch !== head.epoch || (isAhead && gap !== "fork");
}
