// What a client is told of where a subscription of it begins: the answer to `hello` or to `subscribe`.

import type { GapReason, Position } from "@skep/protocol";
import type { Request } from "./answers.ts";
import type { Authenticating } from "./authenticating.ts";
import type { Channels } from "./channels.ts";
import type { Client, Subscription } from "./client.ts";
import type { CoreOptions } from "./core-options.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { EngineStatus } from "./engine-status.ts";
import type { CoreParts } from "./parts.ts";

/** What begins or resumes a channel: of `hello`, that of broadcasts. */
export type Beginning = Request<"hello" | "subscribe">;

/** Where a subscription begins. */
export interface Start {
  readonly position: Position;
  readonly recovered?: boolean;
  readonly reason?: GapReason;
}

/** The same, and how many publications of the past follow; left out where there are none. */
interface Told extends Start {
  readonly replay: number | undefined;
}

export class StartAnswers {
  readonly #options: CoreOptions;
  readonly #effectQueue: EffectQueue;
  readonly #channels: Channels;
  readonly #engineStatus: EngineStatus;
  readonly #authenticating: Authenticating;

  constructor(parts: CoreParts, authenticating: Authenticating) {
    this.#options = parts.options;
    this.#effectQueue = parts.effectQueue;
    this.#channels = parts.channels;
    this.#engineStatus = parts.engineStatus;
    this.#authenticating = authenticating;
  }

  /** `replay` publications of the past follow. */
  tell(
    request: Beginning,
    subscription: Subscription,
    { replay, ...start }: Start & { readonly replay: number },
  ): void {
    const { client } = subscription;
    if (start.recovered !== undefined)
      this.#effectQueue.counters.recoveries.add(start.reason ?? "recovered");
    const told = { ...start, replay: replay === 0 ? undefined : replay };
    if (request.type === "hello") this.#welcome(client, request, told);
    else if (client.version === 1) this.#acknowledge(request, subscription, told);
  }

  #acknowledge(
    { id: re }: Request<"subscribe">,
    { client, channel }: Subscription,
    told: Told,
  ): void {
    if (re === undefined) return this.#gap(client, channel.name, told);
    const { presence } = channel.namespace;
    const subscribers = presence ? channel.subscriptions.size : undefined;
    this.#effectQueue.say(client, { type: "ack", re, ...told, subscribers });
  }

  /** Who does not want an answer is told all the same that something is missing. */
  #gap(client: Client, channel: string, { position, reason }: Told): void {
    if (reason !== undefined)
      this.#effectQueue.say(client, { type: "gap", channel, reason, position });
  }

  #welcome(client: Client, { id: re }: Request<"hello">, { position, ...told }: Told): void {
    const { heartbeat, keys, message, subscriptions } = this.#options;
    const hasHistory = this.#channels.all.namespace.retention !== undefined;
    this.#effectQueue.say(client, {
      type: "welcome",
      re,
      version: 1,
      session: client.id,
      heartbeat,
      limits: { message, subscriptions, keys },
      expires: this.#authenticating.expires(client),
      ...told,
      // Without history a position would promise what nobody can keep.
      position: hasHistory ? position : undefined,
      degraded: this.#engineStatus.isDown ? true : undefined,
      delivery: this.#options.delivery,
    });
  }
}
