// Makes registrations: checks what depends on the pool, calls the worker factory, puts the parts together.

import { sizeOf } from "../base/size-of.ts";
import type { PoolInbox } from "../inbox/inbox.ts";
import { checkWorker } from "../options/arguments.ts";
import { checkHeadersAllowed } from "../options/http.ts";
import {
  type ResolvedPeerOptions,
  type ResolvedPoolOptions,
  resolveSession,
} from "../options/resolve.ts";
import { DefaultWorker } from "../worker/default-worker.ts";
import type { Worker } from "../worker.ts";
import type { DialLimiter } from "./dial-limiter.ts";
import { PeerDialer } from "./peer-dialer.ts";
import { RegisteredPeer } from "./registered-peer.ts";
import { Registration, type RegistrationPool } from "./registration.ts";

/** What registrations are made with. */
export interface RegistrarParts {
  readonly options: ResolvedPoolOptions;
  readonly shared: RegistrationPool;
  readonly inbox: PoolInbox;
  readonly limiter: DialLimiter;
  remove(registration: Registration): Promise<void>;
  threw(error: unknown): void;
}

export class Registrar {
  readonly #parts: RegistrarParts;
  #building = false;

  constructor(parts: RegistrarParts) {
    this.#parts = parts;
  }

  /** A worker factory is being called: the pool is not to be called from inside of it. */
  get isBuilding(): boolean {
    return this.#building;
  }

  /** Throws a `ConfigError`, or what the factory throws; nothing is left behind then. */
  make(options: ResolvedPeerOptions): Registration {
    const { options: pool, shared, inbox, limiter } = this.#parts;
    const transport = options.transport ?? pool.transport;
    checkHeadersAllowed(transport, options.headers ?? pool.headers);
    const session = resolveSession(pool.session, options.session);
    const controller = new AbortController();
    const worker = this.#build(options, controller.signal);
    const peer = new RegisteredPeer(options.id, (registration) => this.#parts.remove(registration));
    const queue = inbox.open(peer);
    const owner = {
      id: options.id,
      late: (data: string | Uint8Array) => queue.drop(1, sizeOf(data)),
      threw: (error: unknown) => this.#parts.threw(error),
    };
    const { readLimit } = session;
    const source = { peer: options, poolHeaders: pool.headers, transport, readLimit };
    const dialer = new PeerDialer(owner, limiter, source, pool.unref);
    const parts = { peer, controller, worker, queue, dialer, options: session, pool: shared };
    const registration = new Registration(parts);
    peer.attach(registration);
    return registration;
  }

  #build(options: ResolvedPeerOptions, signal: AbortSignal): Worker {
    const { options: pool, shared } = this.#parts;
    const factory = options.workerFactory ?? pool.workerFactory;
    if (factory === undefined) return new DefaultWorker();
    this.#building = true;
    try {
      return checkWorker(factory({ id: options.id, options, signal, logger: shared.logger }));
    } finally {
      this.#building = false;
    }
  }
}
