// The handle of one session: it checks the arguments of sends, waits, redials and closes. It does not know whether a pool hosts the session.

import { handled } from "../base/handled.ts";
import { checkClose, checkPayload, checkRedial, checkWait } from "../options/arguments.ts";
import type { CloseOptions, RedialOptions, RegisteredStats } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { SessionState } from "../session-state.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { Registration } from "./registration.ts";

export class SessionHandle {
  readonly id: string;
  readonly #registration: Registration;

  constructor(registration: Registration) {
    this.id = registration.id;
    this.#registration = registration;
  }

  get state(): SessionState {
    return this.#registration.isOver ? "stopped" : this.#registration.state;
  }

  get closed(): Promise<void> {
    return this.#registration.ended;
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    try {
      checkPayload(data);
      checkWait(options);
    } catch (error) {
      return this.#registration.budget.spend(Promise.reject(error));
    }
    return handled(this.#registration.budget.spend(this.#send(data, options)));
  }

  async #send(data: MessageData, options: WaitOptions = {}): Promise<void> {
    const { isStopping, worker } = this.#registration;
    if (isStopping) throw this.#registration.unavailable();
    return worker.send(data, options);
  }

  trySend(data: MessageData): boolean {
    checkPayload(data);
    const { isStopping, worker } = this.#registration;
    return !isStopping && worker.trySend(data);
  }

  redial(options: RedialOptions = {}): void {
    checkRedial(options);
    this.#registration.redial(options.within ?? 0);
  }

  stats(): RegisteredStats {
    return this.#registration.stats();
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#registration.budget.spend(this.#close(options));
  }

  async #close(options: CloseOptions = {}): Promise<void> {
    checkClose(options);
    return this.#registration.close(options);
  }

  whenConnected(options?: WaitOptions): Promise<void> {
    try {
      checkWait(options);
    } catch (error) {
      return this.#registration.budget.spend(Promise.reject(error));
    }
    return handled(
      this.#registration.budget.spend(this.#registration.whenConnected(options?.signal)),
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
