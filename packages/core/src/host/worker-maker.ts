// Makes workers, by the application's factory where there is one; knows when that is being called.

import type { Logger } from "../logger.ts";
import { SessionWorker } from "../worker/session-worker.ts";
import type { WorkerFactory } from "../worker.ts";
import { ApplicationWorker } from "./application-worker.ts";
import type { RegisteredWorker } from "./host.ts";
import type { Registration } from "./registration.ts";

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
  make(registration: Registration): RegisteredWorker {
    const factory = registration.options.workerFactory ?? this.#factory;
    if (factory === undefined) return new SessionWorker(registration);
    this.#isBuilding = true;
    try {
      return new ApplicationWorker(registration, factory, this.#logger);
    } finally {
      this.#isBuilding = false;
    }
  }
}
