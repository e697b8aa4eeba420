// A client as the application sees it.

import type { Link } from "./acceptor/link.ts";
import type { Identity } from "./core/input.ts";

/** One connection of a client of the hub. */
export interface HubClient {
  readonly id: string;
  /** Undefined for one that did not say who it is. */
  readonly userId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly remoteAddress: string;
  /** The channels that it has now, in order of their names. */
  subscriptions(): string[];
  /** Ends the connection. Default: 1000 and no reason. */
  disconnect(code?: number, reason?: string): void;
}

export class ConnectedClient implements HubClient {
  readonly id: string;
  readonly userId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly #link: Link;
  readonly #subscriptions: () => string[];

  constructor(id: string, { userId, claims }: Identity, link: Link, subscriptions: () => string[]) {
    this.id = id;
    this.userId = userId;
    this.claims = claims;
    this.#link = link;
    this.#subscriptions = subscriptions;
  }

  get remoteAddress(): string {
    return this.#link.remoteAddress;
  }

  subscriptions(): string[] {
    return this.#subscriptions();
  }

  disconnect(code: number = 1000, reason: string = ""): void {
    this.#link.close(code, reason);
  }
}
