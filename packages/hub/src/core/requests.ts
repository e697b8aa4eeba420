// What clients ask for. The requests of one client are handled one after the other, each to its answer, so that their order is kept; a
// publish is answered when the engine has it, and holds nothing up.

import {
  ALL,
  channelFault,
  type ClientMessage,
  type ErrorCode,
  type FromClient,
} from "@skep/protocol";
import type { ReadAnswer } from "../engine/engine.ts";
import type { Answers, Request } from "./answers.ts";
import type { Authenticating } from "./authenticating.ts";
import type { Channel } from "./channel.ts";
import type { Client, Current, Recheck } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import type { AuthAnswer } from "./input.ts";
import type { Action } from "./effect.ts";
import { Histories } from "./histories.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { CoreParts } from "./parts.ts";
import { Publishing } from "./publishing.ts";
import { type Sharers, Subscribing } from "./subscribing.ts";
import type { Questions } from "./questions.ts";

/** Requests of one client behind the one under way, beside one for each channel that it may have: it may ask for all of them at once. */
const MOST_OTHERS = 1_024;

export class Requests {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #answers: Answers;
  readonly #authenticating: Authenticating;
  readonly #subscribing: Subscribing;
  readonly #histories: Histories;
  readonly publishing: Publishing;

  constructor(parts: CoreParts, sharers: Sharers) {
    this.#options = parts.options;
    this.#effectQueue = parts.effectQueue;
    this.#questions = parts.questions;
    this.#answers = parts.answers;
    this.#authenticating = sharers.authenticating;
    this.#subscribing = new Subscribing(parts, sharers);
    this.#histories = new Histories(parts);
    this.publishing = new Publishing(parts);
  }

  received(client: Client, message: FromClient): void {
    if (client.isLeaving) return;
    if (!client.isKnown) return this.#ofStranger(client, message);
    switch (message.type) {
      case "bad_frame":
        // v0 ignores what it cannot read, as the original did.
        if (client.version === 1)
          this.#effectQueue.refuse(client, message.id, "bad_frame", message.text);
        return;
      case "unknown":
        return this.#unknown(client, message.id);
      case "pong":
        return;
      case "ping":
        return this.#effectQueue.say(client, {
          type: "pong",
          re: message.id,
          timestamp: this.#options.now(),
        });
      default:
        return this.#queue(client, message);
    }
  }

  /** It may say `hello`, and what is behind that waits. */
  #ofStranger(client: Client, message: FromClient): void {
    if (message.type === "bad_frame" || message.type === "unknown")
      return this.#authenticating.refuseStranger(client);
    if (message.type !== "ping" && message.type !== "pong") this.#queue(client, message);
  }

  #unknown(client: Client, id: number | undefined): void {
    if (client.version === 1 && id !== undefined)
      this.#effectQueue.refuse(client, id, "unknown_method", "the hub does not know this request");
  }

  /** Whether the client may have its channels is asked again, when the requests before this are answered. */
  recheck(client: Client): void {
    this.#queue(client, { type: "recheck" });
  }

  #queue(client: Client, request: ClientMessage | Recheck): void {
    if (client.isGone) return;
    // Mostly nothing waits: a queue that was never used has no memory of its own.
    if (client.requests.size === 0 && isFree(client, request)) return this.#begin(client, request);
    if (client.requests.size >= this.#options.subscriptions + MOST_OTHERS)
      return this.#effectQueue.close(client, "rate", "too many requests without an answer");
    client.requests.push(request);
    this.next(client);
  }

  /** Handles requests until one has to wait. */
  next(client: Client): void {
    while (isFree(client, client.requests.at(0))) {
      const request = client.requests.shift();
      if (request === undefined) return;
      this.#begin(client, request);
    }
  }

  #begin(client: Client, request: ClientMessage | Recheck): void {
    if (!this.#authenticating.admits(client, request)) return;
    switch (request.type) {
      case "recheck":
        return this.#authenticating.recheck(client);
      case "auth":
        return this.#authenticating.auth(client, request);
      case "hello":
        return this.#subscribing.hello(client, request);
      case "subscribe":
        return this.#subscribe(client, request);
      case "unsubscribe":
        return this.#subscribing.unsubscribe(client, request);
      case "publish":
        return this.#publish(client, request);
      case "history":
        return this.#ask(client, request, "history");
      default:
        return this.#unknown(client, "id" in request ? request.id : undefined);
    }
  }

  authenticated(client: Client, { request }: Current, answer: AuthAnswer): void {
    const hello = this.#authenticating.authenticated(client, request, answer);
    if (hello !== undefined) this.#subscribing.hello(client, hello);
    this.next(client);
  }

  #subscribe(client: Client, request: Request<"subscribe">): void {
    const isNew = !client.subscriptions.has(request.channel);
    // The channel of broadcasts does not count.
    const isFull = client.subscriptions.size > this.#options.subscriptions;
    if (isNew && isFull && channelFault(request.channel) === undefined)
      return this.#answers.refuse(client, request, "limit", "subscription limit exceeded");
    this.#ask(client, request, "subscribe");
  }

  #publish(client: Client, request: Request<"publish">): void {
    // Clients of v0 cannot publish: the original ignored it.
    if (client.version === 0) return;
    const fault = this.publishing.fault(request);
    if (fault !== undefined) return this.#answers.refuse(client, request, ...fault);
    this.#ask(client, request, "publish");
  }

  // --- the right to do it ---

  /** Asks the application, where it wants to be asked. */
  #ask(client: Client, request: Request<Action>, action: Action): void {
    // Everybody has the channel of broadcasts: a subscription to it goes on from a position.
    if (action === "subscribe" && request.channel === ALL) return this.#allowed(client, request);
    const fault = this.#nameFault(request.channel);
    if (fault !== undefined) return this.#answers.refuse(client, request, ...fault);
    if (!this.#options.authorises) return this.#allowed(client, request);
    const waiter = this.#answers.wait(client, { request, stage: "authorising" });
    this.#questions.authorise(waiter, action, request.channel);
  }

  #nameFault(channel: string): readonly [ErrorCode, string] | undefined {
    const fault = channelFault(channel);
    if (fault !== undefined) return ["invalid_name", fault];
    const { isRefused } = this.#options.namespaceOf(channel);
    return isRefused === true ? ["unknown_channel", "unknown channel"] : undefined;
  }

  /** Undefined where the application has not said in time. */
  authorised(client: Client, { request }: Current, isAllowed: boolean | undefined): void {
    this.#answers.done(client);
    const text = FORBIDDEN[request.type] ?? "unauthorised";
    if (isAllowed === undefined) this.#answers.refuse(client, request, "unavailable", UNDECIDED);
    else if (isAllowed) this.#allowed(client, request);
    else this.#answers.refuse(client, request, "forbidden", text);
    this.next(client);
  }

  #allowed(client: Client, request: ClientMessage): void {
    if (request.type === "subscribe") this.#subscribing.admit(client, request);
    if (request.type === "publish") this.publishing.publish(client, request);
    if (request.type === "history") this.#histories.read(client, request);
  }

  // --- the answers of the engine ---

  /** Returns the clients whose next requests may begin now. */
  joined(channel: Channel): readonly Client[] {
    return this.#subscribing.joined(channel);
  }

  /** The engine was asked for what the channel has missed. */
  mended(channel: Channel): void {
    for (const client of this.#subscribing.mended(channel)) this.next(client);
  }

  read(client: Client, { lost, request }: Current, answer: ReadAnswer | undefined): void {
    if (request.type === "history") this.#histories.answer(client, request, answer);
    if (request.type === "subscribe" || request.type === "hello")
      this.#subscribing.begin(client, { request, lost }, answer);
    this.next(client);
  }
}

/** The request of a client may begin. */
function isFree(client: Client, request: ClientMessage | Recheck | undefined): boolean {
  const { current, isCongested, isGone, isLeaving } = client;
  // An answer to `history` is long, and never dropped: a client that reads too slowly gets the next one when it reads again.
  const isTooEarly = isCongested && request?.type === "history";
  return !isGone && !isLeaving && current === undefined && !isTooEarly;
}

/** What a client is told about which the application has not said in time whether it may. */
export const UNDECIDED = "nobody has said in time whether the client may";

/** What v0 reads, and so every version. */
const FORBIDDEN: { readonly [type: string]: string } = {
  subscribe: "subscription unauthorised",
  publish: "publish unauthorised",
  history: "history unauthorised",
};
