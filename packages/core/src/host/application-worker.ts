// A worker that the application made, in the place of the default one: what it is handed, and when it is called.

import { boundPort } from "../base/bound.ts";
import { WorkerDialer } from "../dialing/worker-dialer.ts";
import type { Logger } from "../logger.ts";
import { checkWorker } from "../options/arguments.ts";
import type { MessageData } from "../transport.ts";
import type {
  PoolPlugin,
  SessionState,
  StopOptions,
  WaitOptions,
  Worker,
  WorkerFactory,
  WorkerStats,
} from "../worker.ts";
import type { RegisteredWorker } from "./host.ts";
import type { Registration } from "./registration.ts";

export class ApplicationWorker implements RegisteredWorker {
  readonly #registration: Registration;
  readonly #worker: Worker;
  readonly #controller = new AbortController();
  #dialer: WorkerDialer | undefined;

  /** Throws what the factory throws, and a `ConfigError` for what is no worker. */
  constructor(registration: Registration, factory: WorkerFactory, logger: Logger) {
    const { id, options } = registration;
    const { signal } = this.#controller;
    this.#registration = registration;
    this.#worker = checkWorker(factory({ id, options, signal, logger }));
  }

  get state(): SessionState {
    return this.#worker.state;
  }

  run(): void {
    const registration = this.#registration;
    this.#started().then(
      () => registration.workerEnded(undefined),
      (error: unknown) => registration.workerEnded(error),
    );
  }

  /** What `start` throws is a rejection like any other. */
  async #started(): Promise<void> {
    return this.#worker.start(this.#plugin());
  }

  /** What the worker is called back for runs in the async context of its peer. */
  #plugin(): PoolPlugin {
    const { host, id, inbox, dialer, run, connectionConfig } = this.#registration;
    const { clock, environment, ...common } = host.common;
    this.#dialer = new WorkerDialer(dialer);
    return {
      ...common,
      clock: boundPort(run, clock),
      environment: boundPort(run, environment),
      id,
      signal: this.#controller.signal,
      inbox,
      inboxCounter: inbox.counter,
      events: this.#registration,
      dialer: this.#dialer,
      inContext: run,
      connectionConfig,
    };
  }

  reachable(): void {
    this.#dialer?.reachable();
  }

  stop(goodbye: StopOptions): void {
    this.#controller.abort(this.#registration.unavailable());
    this.#worker.stop(goodbye);
  }

  redial(): void {
    this.#worker.redial?.();
  }

  send(data: MessageData, options: WaitOptions): Promise<void> {
    return this.#worker.send(data, options);
  }

  trySend(data: MessageData): boolean {
    return this.#worker.trySend?.(data) === true;
  }

  stats(): WorkerStats {
    return this.#worker.stats();
  }
}
