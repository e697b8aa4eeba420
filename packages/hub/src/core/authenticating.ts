// Who clients are: said before they connect, in their first message, or anew in an open connection; and when that ends.

import { LONGEST_DELAY } from "@skep/core/base";
import type { ClientMessage, ErrorCode } from "@skep/protocol";
import type { Answers, Request } from "./answers.ts";
import type { Assigning } from "./assigning.ts";
import type { Channels } from "./channels.ts";
import type { Client, Recheck, Subscription } from "./client.ts";
import type { Clients } from "./clients.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { AuthAnswer, Identity } from "./input.ts";
import type { CoreParts } from "./parts.ts";
import type { Questions } from "./questions.ts";

/** What a client is told whose `hello` has no token. */
const MISSING = { code: "unauthorised", text: "the hub asks for a token in hello" } as const;

/** Why a client loses a channel that the token before this one had given it. */
const LOST = { text: "the token does not grant this channel any more" } as const;

export class Authenticating {
  readonly #options: CoreOptions;
  readonly #clients: Clients;
  readonly #effectQueue: EffectQueue;
  readonly #questions: Questions;
  readonly #channels: Channels;
  readonly #answers: Answers;

  readonly #assigning: Assigning;

  constructor(parts: CoreParts, assigning: Assigning) {
    this.#assigning = assigning;
    this.#options = parts.options;
    this.#clients = parts.clients;
    this.#effectQueue = parts.effectQueue;
    this.#questions = parts.questions;
    this.#channels = parts.channels;
    this.#answers = parts.answers;
  }

  /** A link is open. Without an identity it gets nothing, and its first message has to come in time. */
  connected(client: Client, identity: Identity | undefined): void {
    if (identity === undefined) this.#expireIn(client, this.#options.authTimeout);
    else this.#known(client, identity);
  }

  #known(client: Client, identity: Identity): void {
    client.isKnown = true;
    this.#identify(client, identity);
    this.#clients.identified(client);
    const broadcasts = this.#channels.add(client, this.#channels.all.name);
    broadcasts.state = "live";
    broadcasts.isHeld = true;
    this.#effectQueue.add({ type: "connected", client: client.id });
    this.#assigning.begin(client, identity.channels);
  }

  #identify(client: Client, identity: Identity): void {
    const { expiresAt } = identity;
    client.identity = identity;
    this.#effectQueue.add({ type: "identified", client: client.id, identity });
    this.#expireIn(client, expiresAt === undefined ? undefined : this.#left(expiresAt));
  }

  /** A whole number, as the protocol knows no other; what a token says may have a fraction (RFC 7519 2). */
  #left(expiresAt: number): number {
    const left = Math.ceil(expiresAt - this.#options.now());
    return Math.min(Math.max(0, left), Number.MAX_SAFE_INTEGER);
  }

  #expireIn({ id: client }: Client, after: number | undefined): void {
    const wait = after === undefined ? undefined : Math.min(after, LONGEST_DELAY);
    this.#effectQueue.add({ type: "deadline", client, after: wait });
  }

  // --- tokens ---

  /** Nothing but `hello` is taken of a client that has not said who it is. Returns whether the request goes on. */
  admits(client: Client, request: ClientMessage | Recheck): boolean {
    if (client.isKnown) return true;
    if (request.type === "hello" && request.token !== undefined)
      this.#ask(client, request, request.token);
    else if (request.type === "hello") this.#unwelcome(client, request.id, MISSING);
    else this.refuseStranger(client);
    return false;
  }

  refuseStranger(client: Client): void {
    this.#refuseLink(client, "unauthorised", "the first message has to be hello, with a token");
  }

  /** Another token for an open connection. */
  auth(client: Client, request: Request<"auth">): void {
    if (this.#options.authenticates) return this.#ask(client, request, request.token);
    this.#answers.refuse(client, request, "unknown_method", "the hub asks for no tokens");
  }

  #ask(client: Client, request: Request<"hello" | "auth">, token: string): void {
    const waiter = this.#answers.wait(client, { request, stage: "authenticating" });
    const question = this.#questions.add(waiter);
    this.#effectQueue.add({ type: "authenticate", question, client: client.id, token });
  }

  /** The application has answered. Returns a `hello` that goes on now. */
  authenticated(
    client: Client,
    request: ClientMessage,
    answer: AuthAnswer,
  ): Request<"hello"> | undefined {
    this.#answers.done(client);
    if (request.type === "auth") this.#renewed(client, request, answer);
    if (request.type !== "hello") return undefined;
    if (answer.identity === undefined) {
      this.#unwelcome(client, request.id, answer);
      return undefined;
    }
    this.#known(client, answer.identity);
    return request;
  }

  #unwelcome(client: Client, re: number, { code, text }: Refused): void {
    // Whoever says `hello` reads answers of v1.
    client.format = "iso";
    client.version = 1;
    this.#effectQueue.refuse(client, re, code, text);
    this.#refuseLink(client, code, text);
  }

  #refuseLink(client: Client, code: ErrorCode, text: string): void {
    // What it has sent behind this is not looked at.
    client.requests.shiftMany(client.requests.size);
    this.#effectQueue.close(client, code, text);
  }

  #renewed(client: Client, request: Request<"auth">, answer: AuthAnswer): void {
    if (answer.identity === undefined)
      return this.#answers.refuse(client, request, answer.code, answer.text);
    const { identity } = answer;
    if (identity.userId !== client.identity.userId)
      return this.#answers.refuse(client, request, "forbidden", "the token is of another user");
    const before = client.identity.channels;
    this.#identify(client, identity);
    this.#effectQueue.say(client, { type: "ack", re: request.id, expires: this.expires(client) });
    this.#regrant(client, before);
    this.recheck(client);
  }

  /** It has the channels of its new identity, and no longer those of the one before. */
  #regrant(client: Client, before: readonly string[]): void {
    const { channels } = client.identity;
    for (const name of before.filter((each) => !channels.includes(each)))
      this.#assigning.withdraw(client, name, LOST);
    this.#assigning.begin(client, channels);
  }

  /** Milliseconds until the identity of a client ends; undefined for never. */
  expires({ identity: { expiresAt } }: Client): number | undefined {
    return expiresAt === undefined ? undefined : this.#left(expiresAt);
  }

  // --- what ends ---

  /** The time of a client is over, or a timer could wait no longer. */
  expired(client: Client): void {
    if (!client.isKnown)
      return this.#refuseLink(client, "hello_timeout", "no token has come in time");
    const left = this.expires(client);
    if (left === undefined) return;
    if (left > 0) return this.#expireIn(client, left);
    this.#end(client, "expired", "the token has ended");
  }

  /** The application no longer wants who this is. */
  revoke(client: Client): void {
    this.#end(client, "unauthorised", "the access was taken back");
  }

  #end(client: Client, code: ErrorCode, text: string): void {
    this.#effectQueue.refuse(client, undefined, code, text);
    this.#effectQueue.close(client, code, text);
  }

  /** Whether a client may have each of its channels is asked again. No request of the client is under way: later ones are asked about anyway. */
  recheck(client: Client): void {
    if (!this.#options.authorises) return;
    for (const subscription of client.subscriptions.values())
      if (subscription.channel !== this.#channels.all) this.#recheck(subscription);
  }

  /** One question about a channel at a time: a client that brings token after token has no more of them. */
  #recheck(subscription: Subscription): void {
    const { channel, client, recheck } = subscription;
    subscription.recheck = recheck === "none" ? "asked" : "again";
    if (recheck !== "none") return;
    this.#effectQueue.add({
      type: "authorise",
      question: this.#questions.add({ what: "recheck", subscription }),
      client: client.id,
      action: "subscribe",
      channel: channel.name,
    });
  }

  /** The client may still have the channel, as far as was known when that was asked. */
  rechecked(subscription: Subscription): void {
    const { recheck } = subscription;
    subscription.recheck = "none";
    if (recheck === "again") this.#recheck(subscription);
  }
}

type Refused = Extract<AuthAnswer, { readonly code: ErrorCode }>;
