// How the request under way of a client ends, or waits.

import type { ClientMessage, ErrorCode } from "@skep/protocol";
import type { Client, Current } from "./client.ts";
import type { EffectQueue } from "./effect-queue.ts";
import type { Waiter } from "./questions.ts";

export type Request<T extends ClientMessage["type"]> = Extract<ClientMessage, { readonly type: T }>;

export class Answers {
  readonly #effectQueue: EffectQueue;

  constructor(effectQueue: EffectQueue) {
    this.#effectQueue = effectQueue;
  }

  /** The request under way is answered. */
  done(client: Client): void {
    client.current = undefined;
  }

  /** The request under way waits; returned is who waits. */
  wait(client: Client, current: Current): Waiter & { readonly what: "request" } {
    client.current = current;
    return { what: "request", client, current };
  }

  refuse(client: Client, request: ClientMessage, code: ErrorCode, text: string): void {
    this.done(client);
    if (request.type === "publish") this.#effectQueue.counters.publishes.add("refused");
    this.#effectQueue.refuse(client, "id" in request ? request.id : undefined, code, text);
  }
}
