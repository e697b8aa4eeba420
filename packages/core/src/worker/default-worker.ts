// The default worker as applications use and extend it. Its parts are private.

import { InvariantError } from "../errors.ts";
import type { MessageData } from "../transport.ts";
import { STARTED_TWICE } from "../words/warnings.ts";
import type { PoolPlugin, StepObserver, Worker, WorkerStats } from "../worker.ts";
import type { SessionState } from "../session-state.ts";
import type { StopOptions } from "../peer.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import { NOT_STARTED, pluginSessionOwner } from "./plugin-session-owner.ts";
import { SessionWorker } from "./session-worker.ts";

/**
 * Runs one peer's session: dials through the pool's limiter, keeps the link alive, comes back. It is what a pool gives a peer
 * whose options name no `workerFactory`.
 *
 * Takes any `PoolPlugin`, so a worker of your own may start it with another inbox; see `wrapInbox`. A subclass may add members of any
 * name, as all fields of this class are private.
 */
export class DefaultWorker implements Worker {
  readonly #session: SessionWorker;
  #isStarted = false;

  /** `observe` is told of each step of the session machine, before its effects: for diagrams, logs and tests. It must not throw. */
  constructor(observe?: StepObserver) {
    this.#session = new SessionWorker(NOT_STARTED, observe);
  }

  get state(): SessionState {
    return this.#session.state;
  }

  start(plugin: PoolPlugin): Promise<void> {
    if (this.#isStarted) return Promise.reject(new InvariantError(STARTED_TWICE));
    this.#isStarted = true;
    return new Promise((resolve, reject) => {
      const ended = (cause: unknown): void => (cause === undefined ? resolve() : reject(cause));
      this.#session.sessionOwner = pluginSessionOwner(plugin, ended);
      this.#session.run();
    });
  }

  stop(goodbye?: StopOptions): void {
    this.#session.stop(goodbye);
  }

  redial(): void {
    this.#session.redial();
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    return this.#session.send(data, options);
  }

  trySend(data: MessageData): boolean {
    return this.#session.trySend(data);
  }

  stats(): WorkerStats {
    return this.#session.stats();
  }
}
