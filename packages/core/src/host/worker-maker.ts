// Makes workers, by the application's factory where there is one; knows when that is being called.

import type { Logger } from "../logger.ts";
import { checkWorker } from "../options/arguments.ts";
import type { ResolvedPeerOptions } from "../options/resolve.ts";
import { SessionWorker } from "../worker/session-worker.ts";
import type { PoolPlugin, Worker, WorkerFactory } from "../worker.ts";

export class WorkerMaker {
  readonly #factory: WorkerFactory | undefined;
  readonly #logger: Logger;
  #isBuilding = false;

  constructor(factory: WorkerFactory | undefined, logger: Logger) {
    this.#factory = factory;
    this.#logger = logger;
  }

  /** A worker factory is being called: the pool is not to be called from inside of it. */
  get isBuilding(): boolean {
    return this.#isBuilding;
  }

  /** Throws what the factory throws, and a `ConfigError` for what is no worker. */
  make(options: ResolvedPeerOptions, signal: () => AbortSignal): Worker | SessionWorker {
    const factory = options.workerFactory ?? this.#factory;
    if (factory === undefined) return new SessionWorker();
    this.#isBuilding = true;
    try {
      return checkWorker(
        factory({ id: options.id, options, signal: signal(), logger: this.#logger }),
      );
    } finally {
      this.#isBuilding = false;
    }
  }
}

/** What `start` throws is a rejection like any other. */
export function started(worker: Worker, plugin: PoolPlugin): Promise<void> {
  try {
    return Promise.resolve(worker.start(plugin));
  } catch (error) {
    return Promise.reject(error);
  }
}
