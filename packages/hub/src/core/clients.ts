// The clients that are connected, by id and by user.

import type { Client } from "./client.ts";
import type { Target } from "./input.ts";

export class Clients {
  // Bound: the links that the acceptor lets in.
  readonly #byId = new Map<string, Client>();
  readonly #byUser = new Map<string, Set<Client>>();

  get size(): number {
    return this.#byId.size;
  }

  all(): Iterable<Client> {
    return this.#byId.values();
  }

  get(id: string): Client | undefined {
    return this.#byId.get(id);
  }

  /** Those that are meant, now. */
  of(target: Target): readonly Client[] {
    if (typeof target !== "string") return [...(this.#byUser.get(target.user) ?? [])];
    const client = this.#byId.get(target);
    return client === undefined ? [] : [client];
  }

  add(client: Client): void {
    this.#byId.set(client.id, client);
  }

  /** It has said who it is. Another user it cannot become. */
  identified(client: Client): void {
    const { userId } = client.identity;
    if (userId === undefined) return;
    const others = this.#byUser.get(userId) ?? new Set();
    this.#byUser.set(userId, others.add(client));
  }

  delete(client: Client): void {
    this.#byId.delete(client.id);
    const { userId = "" } = client.identity;
    const others = this.#byUser.get(userId);
    others?.delete(client);
    if (others?.size === 0) this.#byUser.delete(userId);
  }
}
