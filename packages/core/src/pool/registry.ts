// The registrations of a pool: those that are registered, those that are being removed, and the totals of those that have ended.

import { PeerNotFoundError } from "../pool-errors.ts";
import type { CloseOptions, RegisteredStats, PoolStats } from "../peer.ts";
import type { Transport } from "../transport.ts";
import { normalizeUrl } from "../url.ts";
import { PoolTotals } from "./pool-totals.ts";
import type { Registration } from "../host/registration.ts";

export class Registry {
  readonly #registered = new Map<string, Registration>();
  /** Removed, and not ended yet. */
  readonly #leaving = new Set<Registration>();
  readonly #totals = new PoolTotals();
  readonly #transport: Transport;

  /** The transport of the pool resolves relative URLs that are looked up. */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get size(): number {
    return this.#registered.size;
  }

  has(id: string): boolean {
    return this.#registered.has(id);
  }

  add(registration: Registration): void {
    this.#registered.set(registration.id, registration);
  }

  /** By the exact id, then by the key of the same URL. */
  find(id: string): Registration | undefined {
    return this.#registered.get(id) ?? this.#registered.get(keyOf(id, this.#transport.base));
  }

  /** As `find`; throws `PeerNotFoundError` where there is none. */
  get(id: string): Registration {
    const found = this.find(id);
    if (found === undefined) throw new PeerNotFoundError(id);
    return found;
  }

  /** In the order of registration. */
  list(): Registration[] {
    return [...this.#registered.values()];
  }

  leaving(): Registration[] {
    return [...this.#leaving];
  }

  /** Frees the id at once and stops the registration. A second call without `linger` ends its linger. */
  remove(registration: Registration, options: CloseOptions): Promise<void> {
    if (this.#forget(registration)) {
      this.#leaving.add(registration);
      registration.stop(options);
    } else if (options.linger === undefined) registration.endLinger();
    return registration.ended;
  }

  /** Its worker has ended; true when nobody had removed it. */
  ended(registration: Registration): boolean {
    this.#totals.add(registration.stats());
    this.#leaving.delete(registration);
    return this.#forget(registration);
  }

  /** By identity: a later registration of the same id is not touched. */
  #forget(registration: Registration): boolean {
    const { id } = registration;
    return this.#registered.get(id) === registration && this.#registered.delete(id);
  }

  stats(): Omit<PoolStats, "inbox"> {
    const peers = this.list().map(statsOf);
    return { peers, ...this.#totals.with([...peers, ...this.leaving().map(statsOf)]) };
  }
}

const statsOf = (registration: Registration): RegisteredStats => registration.stats();

/** The key of a URL; an id that is not a URL stays as it is. */
function keyOf(id: string, base: string | undefined): string {
  try {
    return normalizeUrl(id, base);
  } catch {
    return id;
  }
}
