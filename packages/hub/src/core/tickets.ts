// What the core has asked for and not yet got. Each question has a ticket, which its answer names.

import type { ReadRange } from "../engine/engine.ts";
import type { Channel } from "./channel.ts";
import type { Client, Subscription } from "./client.ts";
import type { Action } from "./effect.ts";
import type { Outlet } from "./outlet.ts";

/** Who waits for an answer. */
export type Waiter =
  /** The request under way of a client. */
  | { readonly what: "request"; readonly client: Client }
  | { readonly what: "join"; readonly channel: Channel }
  | { readonly what: "catch up"; readonly subscription: Subscription }
  | { readonly what: "mend"; readonly channel: Channel }
  | { readonly what: "publish"; readonly client: Client; readonly re: number };

export class Tickets {
  readonly #outlet: Outlet;
  // Bound: one for each request under way, each channel, each slow subscription and each publish without an answer.
  readonly #waiters = new Map<number, Waiter>();
  #last = 0;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /** Who waits for this; undefined where the ticket was used. */
  use(ticket: number): Waiter | undefined {
    const waiter = this.#waiters.get(ticket);
    this.#waiters.delete(ticket);
    return waiter;
  }

  add(waiter: Waiter): number {
    this.#waiters.set(++this.#last, waiter);
    return this.#last;
  }

  join(channel: Channel): void {
    const ticket = this.add({ what: "join", channel });
    this.#outlet.add({ type: "join", ticket, channel: channel.name });
  }

  read(waiter: Waiter, channel: string, range: ReadRange): void {
    this.#outlet.add({ type: "read", ticket: this.add(waiter), channel, range });
  }

  authorise(client: Client, action: Action, channel: string): void {
    const ticket = this.add({ what: "request", client });
    this.#outlet.add({ type: "authorise", ticket, client: client.id, action, channel });
  }
}
