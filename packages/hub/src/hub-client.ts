// A client as the application sees it.

import type { Link } from "./acceptor/link.ts";
import { type Identity, NOBODY } from "./core/input.ts";

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

export interface ConnectedClientOptions {
  readonly id: string;
  /** `close` sends what waits before it says goodbye. */
  readonly link: Pick<Link, "close">;
  readonly remoteAddress: string;
  readonly subscriptions: (client: string) => string[];
}

export class ConnectedClient implements HubClient {
  readonly id: string;
  readonly remoteAddress: string;
  readonly #link: Pick<Link, "close">;
  readonly #subscriptions: (client: string) => string[];
  /** The hub says who it is. */
  identity: Identity = NOBODY;

  constructor({ id, link, remoteAddress, subscriptions }: ConnectedClientOptions) {
    this.id = id;
    this.remoteAddress = remoteAddress;
    this.#link = link;
    this.#subscriptions = subscriptions;
  }

  get userId(): string | undefined {
    return this.identity.userId;
  }

  get claims(): Readonly<Record<string, unknown>> {
    return this.identity.claims;
  }

  subscriptions(): string[] {
    return this.#subscriptions(this.id);
  }

  disconnect(code: number = 1000, reason: string = ""): void {
    this.#link.close(code, reason);
  }
}
