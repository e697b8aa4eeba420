// How publications reach subscribers: at once, or when they read again. It knows no requests.

import type { GapReason, Position, WireFormat } from "@skep/protocol";
import type { EngineMessage, ReadAnswer } from "../engine/engine.ts";
import { type Draft, draftOf, isTooLarge, Publication } from "../payload.ts";
import type { Channel } from "./channel.ts";
import type { Client, Subscription } from "./client.ts";
import type { EffectQueue } from "./effect-queue.ts";
import { isSamePosition, positionOf, type Ring } from "./ring.ts";
import type { CatchUp, Questions } from "./questions.ts";

export class Delivery {
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  /** The most publications that are read at once. */
  readonly #most: number;

  constructor(effectQueue: EffectQueue, questions: Questions, most: number) {
    this.#effectQueue = effectQueue;
    this.#questions = questions;
    this.#most = most;
  }

  // --- from the engine ---

  /** The message is the next one of the channel. */
  append(channel: Channel, ring: Ring, message: EngineMessage): void {
    const before = ring.head;
    const publication = toPublication(message);
    ring.push(publication);
    const readers = new Map<WireFormat, Client[]>();
    for (const subscription of channel.subscriptions)
      if (subscription.state === "behind") this.catchUp(subscription);
      else if (subscription.state === "live") this.#addReader(readers, subscription, before);
    for (const [format, clients] of readers)
      this.#effectQueue.writeToAll(clients, publication.in(format));
  }

  /** Adds the client of a live subscription to those that are sent what follows this position, unless it reads too slowly. */
  #addReader(
    readers: Map<WireFormat, Client[]>,
    subscription: Subscription,
    before: Position,
  ): void {
    const { client } = subscription;
    if (client.isCongested) return this.#fallBehind(subscription, before);
    const clients = readers.get(client.format);
    if (clients === undefined) readers.set(client.format, [client]);
    else clients.push(client);
  }

  /** Messages are missing up to this position, and the ring goes on behind it. */
  gapForAll(channel: Channel, ring: Ring, reason: GapReason, head: Position): void {
    ring.reset(head);
    for (const subscription of channel.subscriptions)
      if (subscription.state === "live") this.#gap(subscription, reason, head);
      else subscription.lost = reason;
  }

  /** v0 cannot be told of a gap: its link ends, so that it is not left in the belief that it has everything. */
  #gap(subscription: Subscription, reason: GapReason, position: Position): void {
    const { client, channel } = subscription;
    subscription.lost = undefined;
    if (client.version === 0)
      return this.#effectQueue.close(client, "slow", "messages were missed");
    this.#effectQueue.counters.gaps.add(reason);
    this.#effectQueue.say(client, { type: "gap", channel: channel.name, reason, position });
  }

  // --- slow clients ---

  /** The ring has become whole: who is behind goes on. */
  catchUpAll(channel: Channel): void {
    for (const subscription of channel.subscriptions)
      if (subscription.state === "behind") this.catchUp(subscription);
  }

  #fallBehind(subscription: Subscription, before: Position): void {
    const { client, channel } = subscription;
    this.#effectQueue.tellSlow(client, channel.name);
    if (channel.namespace.slow === "disconnect")
      return this.#effectQueue.close(client, "slow", "the client reads too slowly");
    subscription.state = "behind";
    subscription.position = before;
  }

  /** The client reads again. */
  drained(client: Client): void {
    client.isCongested = false;
    client.pending = 0;
    for (const subscription of client.subscriptions.values())
      if (subscription.state === "behind") this.catchUp(subscription);
  }

  /** Goes on behind the position of the subscription, as far as its client reads. */
  catchUp(subscription: Subscription): void {
    const { client, channel } = subscription;
    const { ring } = channel;
    if (client.isCongested || ring === undefined) return;
    const { slow } = channel.namespace;
    if (slow === "drop" || slow === "latest") this.#skip(subscription, ring);
    else this.#goOn(subscription, ring);
  }

  #goOn(subscription: Subscription, ring: Ring): void {
    const { channel, position } = subscription;
    if (position === undefined) return;
    const missed = ring.after(position);
    if (missed !== undefined) return this.send(subscription, missed);
    subscription.state = "reading";
    const range = { after: position, limit: this.#most };
    this.#questions.read({ what: "catch up", subscription, after: position }, channel.name, range);
  }

  /** Sends these, which begin behind the position of the subscription. Where they end before the head of its channel, it goes on there. */
  send(subscription: Subscription, publications: readonly Publication[]): void {
    const { channel, client } = subscription;
    subscription.lost = undefined;
    for (const publication of publications) {
      if (client.isCongested) {
        subscription.state = "behind";
        return;
      }
      this.#effectQueue.write(client, publication.in(client.format));
      subscription.position = positionOf(publication);
    }
    subscription.state = "live";
    const { position } = subscription;
    const { ring } = channel;
    const isAtHead =
      ring === undefined || position === undefined || isSamePosition(position, ring.head);
    if (!isAtHead) this.#goOn(subscription, ring);
  }

  #skip(subscription: Subscription, ring: Ring): void {
    const { client, channel, lost, position } = subscription;
    const newest = channel.namespace.slow === "latest" ? ring.newest : undefined;
    subscription.state = "live";
    // At the newest message of all nothing is missing, whatever the channel went through.
    if (
      position?.time !== undefined &&
      position.time === ring.head.time &&
      isSamePosition(position, ring.head)
    ) {
      subscription.lost = undefined;
      return;
    }
    if (newest === undefined) return this.#gap(subscription, lost ?? "slow", ring.head);
    const { epoch, previous: offset } = newest.message;
    // Where the newest is all that was missed, nothing is missing.
    const isAll = lost === undefined && offset === position?.offset && epoch === position.epoch;
    if (!isAll) this.#gap(subscription, lost ?? "slow", { epoch, offset });
    this.#effectQueue.write(client, newest.in(client.format));
  }

  /** The engine was asked for what a slow client has missed; undefined where it could not say, and then it has to be asked again. */
  caughtUp({ after: position, subscription }: CatchUp, answer: ReadAnswer | undefined): void {
    const { channel } = subscription;
    const { ring } = channel;
    // The client may have begun the channel anew since, and be behind another position now.
    const isAwaited = subscription.state === "reading" && subscription.position === position;
    if (ring === undefined || !isAwaited) return;
    subscription.state = "behind";
    // Of a channel that is stale, the answer and the ring may be of two histories; it is caught up when the channel is whole.
    if (answer === undefined || channel.isStale) return;
    const read = followed(ring, position, answer);
    if (read !== undefined) return this.send(subscription, read);
    subscription.state = "live";
    this.#gap(subscription, answer.gap ?? subscription.lost ?? "slow", ring.head);
  }
}

/**
 * What was read after this position, as far as the hub was told of it; undefined where the ring does not go on behind it. The ring may have
 * moved on since the engine was asked, also so far that it does not reach back to what was read: then the rest is still to be read.
 */
export function followed(
  ring: Ring,
  after: Position,
  { entries, top }: ReadAnswer,
): readonly Publication[] | undefined {
  if (entries === undefined || top.epoch !== ring.head.epoch) return undefined;
  const told = entries.filter(({ offset }) => offset <= ring.head.offset);
  const last = told.at(-1);
  const isPast = last !== undefined && ring.isPast(last);
  return isPast || ring.behind(last ?? after) !== undefined ? told.map(toPublication) : undefined;
}

/** The last ones that were read, and the position before them. */
export function latest(
  ring: Ring,
  answer: ReadAnswer | undefined,
): readonly [Position, readonly Publication[]] {
  const [first] = answer?.entries ?? [];
  if (answer === undefined || first === undefined) return [ring.head, []];
  const after = { epoch: first.epoch, offset: first.previous };
  const all = followed(ring, after, answer);
  return all === undefined ? [ring.head, []] : [after, all];
}

/** What no hub has written, or could send to anybody, has a place in its channel, and nothing to say. */
export function toPublication(message: EngineMessage): Publication {
  const draft = draftOf(message.payload);
  const isForeign = draft === undefined || isTooLarge(message.channel, draft);
  return new Publication(message, isForeign ? NOTHING : draft);
}

const NOTHING: Draft = { type: "event", json: "null" };
