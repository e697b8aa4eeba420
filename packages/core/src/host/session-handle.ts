// What an application does to one session, checked: sends, waits, redials, closes. It does not know whether a pool hosts it.

import { handled } from "../base/handled.ts";
import { checkClose, checkPayload, checkRedial, checkWait } from "../options/arguments.ts";
import type { CloseOptions, RedialOptions, RegisteredStats } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { SessionState, WaitOptions } from "../worker.ts";
import type { Registration } from "./registration.ts";

export class SessionHandle {
  readonly id: string;
  readonly #own: Registration;

  constructor(own: Registration) {
    this.id = own.id;
    this.#own = own;
  }

  get state(): SessionState {
    return this.#own.isOver ? "stopped" : this.#own.state;
  }

  get closed(): Promise<void> {
    return this.#own.ended;
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    try {
      checkPayload(data);
      checkWait(options);
    } catch (error) {
      return this.#own.budget.spend(Promise.reject(error));
    }
    return handled(this.#own.budget.spend(this.#send(data, options)));
  }

  async #send(data: MessageData, options: WaitOptions = {}): Promise<void> {
    const { isStopping, worker } = this.#own;
    if (isStopping) throw this.#own.unavailable();
    return worker.send(data, options);
  }

  trySend(data: MessageData): boolean {
    checkPayload(data);
    const { isStopping, worker } = this.#own;
    return !isStopping && worker.trySend(data);
  }

  redial(options: RedialOptions = {}): void {
    checkRedial(options);
    this.#own.redial(options.within ?? 0);
  }

  stats(): RegisteredStats {
    return this.#own.stats();
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#own.budget.spend(this.#close(options));
  }

  async #close(options: CloseOptions = {}): Promise<void> {
    checkClose(options);
    return this.#own.close(options);
  }

  whenConnected(options?: WaitOptions): Promise<void> {
    try {
      checkWait(options);
    } catch (error) {
      return this.#own.budget.spend(Promise.reject(error));
    }
    return handled(this.#own.budget.spend(this.#own.whenConnected(options?.signal)));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
