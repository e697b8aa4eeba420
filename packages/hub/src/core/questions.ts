// What the core has asked for and not yet got. Each question has a number, which its answer names.

import type { Position } from "@skep/protocol";
import type { ReadRange } from "../engine/engine.ts";
import type { Channel, Mend } from "./channel.ts";
import type { Client, Current, Subscription } from "./client.ts";
import type { Action } from "./effect.ts";
import type { EffectQueue } from "./effect-queue.ts";

/** The engine was asked for what a slow client has missed behind this position. */
export interface CatchUp {
  readonly what: "catch up";
  readonly subscription: Subscription;
  readonly after: Position;
}

/** Who waits for an answer. */
export type Waiter =
  /** A request of a client, unless it was refused meanwhile. */
  | { readonly what: "request"; readonly client: Client; readonly current: Current }
  | { readonly what: "recheck"; readonly subscription: Subscription }
  | { readonly what: "join"; readonly channel: Channel }
  | CatchUp
  | Mend
  | { readonly what: "publish"; readonly client: Client; readonly re: number };

export class Questions {
  readonly #effectQueue: EffectQueue;
  // Bound: one for each request under way, each channel, each slow subscription and each publish without an answer.
  readonly #waiters = new Map<number, Waiter>();
  #last = 0;

  constructor(effectQueue: EffectQueue) {
    this.#effectQueue = effectQueue;
  }

  /** Who waits for this answer; undefined where the question was answered already. */
  use(question: number): Waiter | undefined {
    const waiter = this.#waiters.get(question);
    this.#waiters.delete(question);
    return waiter;
  }

  add(waiter: Waiter): number {
    this.#waiters.set(++this.#last, waiter);
    return this.#last;
  }

  join(channel: Channel): void {
    const question = this.add({ what: "join", channel });
    this.#effectQueue.add({ type: "join", question, channel: channel.name });
  }

  read(waiter: Waiter, channel: string, range: ReadRange): void {
    this.#effectQueue.add({ type: "read", question: this.add(waiter), channel, range });
  }

  authorise(waiter: Waiter & { readonly what: "request" }, action: Action, channel: string): void {
    const question = this.add(waiter);
    const { id: client } = waiter.client;
    this.#effectQueue.add({ type: "authorise", question, client, action, channel });
  }
}
