// A worker that the application made, in the place of the default one: what it is handed, and when it is called.

import { boundPort } from "../base/bound.ts";
import { WorkerDialer } from "../dialing/worker-dialer.ts";
import type { Logger } from "../logger.ts";
import { checkWorker } from "../options/arguments.ts";
import type { MessageData } from "../transport.ts";
import { outOfTurn } from "../words/warnings.ts";
import type {
  ConnectedFacts,
  DialFailedFacts,
  DisconnectedFacts,
  EventSink,
  PoolPlugin,
  Worker,
  WorkerFactory,
  WorkerStats,
} from "../worker.ts";
import type { SessionState } from "../session-state.ts";
import type { StopOptions } from "../peer.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { RegisteredWorker } from "./host.ts";
import type { Registration } from "./registration.ts";

export class ApplicationWorker implements RegisteredWorker, EventSink {
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

  /** A worker that throws has no state of its own: it counts as idle. */
  get state(): SessionState {
    try {
      return this.#worker.state;
    } catch {
      return "idle";
    }
  }

  run(): void {
    const registration = this.#registration;
    this.#started().then(
      () => registration.workerEnded(undefined),
      (error: unknown) => registration.workerEnded(error),
    );
  }

  /** Calls `start` of the worker. An error that `start` throws rejects the promise, as an asynchronous one does. */
  async #started(): Promise<void> {
    return this.#worker.start(this.#plugin());
  }

  /** Makes the plugin for the worker. The callbacks that the worker registers run in the async context of its peer. */
  #plugin(): PoolPlugin {
    const { host, id, inbox, dialer, runInContext, connectionConfig } = this.#registration;
    const { clock, environment, ...common } = host.common;
    this.#dialer = new WorkerDialer(dialer);
    return {
      ...common,
      clock: boundPort(runInContext, clock),
      environment: boundPort(runInContext, environment),
      id,
      signal: this.#controller.signal,
      inbox,
      inboxCounter: inbox.counter,
      events: this,
      dialer: this.#dialer,
      inContext: runInContext,
      connectionConfig,
    };
  }

  reachable(): void {
    this.#dialer?.reachable();
  }

  stop(goodbye: StopOptions): void {
    this.#controller.abort(this.#registration.unavailable());
    try {
      this.#worker.stop(goodbye);
    } catch (error) {
      this.error(error);
    }
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

  /** Where the worker throws, only a state is returned. */
  stats(): WorkerStats {
    try {
      return this.#worker.stats();
    } catch {
      return { state: this.#registration.isOver ? "stopped" : this.state };
    }
  }

  // --- what the worker reports: a missing `disconnected` is inserted, and a report that cannot be true is ignored ---

  connected(facts: ConnectedFacts): void {
    const registration = this.#registration;
    if (registration.isOver) return this.#ignore("connected", facts);
    if (registration.isConnected) registration.tellEnd("lost");
    registration.connected(facts);
  }

  disconnected(facts: DisconnectedFacts): void {
    if (this.#registration.isConnected) this.#registration.disconnected(facts);
    else this.#ignore("disconnected", facts);
  }

  dialFailed(facts: DialFailedFacts): void {
    const registration = this.#registration;
    if (registration.isOver) return this.#ignore("dialfailed", facts);
    if (registration.isConnected) registration.tellEnd("lost");
    registration.dialFailed(facts);
  }

  error(error: unknown): void {
    this.#registration.error(error);
  }

  #ignore(type: string, { dial }: Pick<ConnectedFacts, "dial">): void {
    const { common, id } = this.#registration;
    common.logger.warn(outOfTurn(type), { component: "worker", peer: id, dial });
  }
}
