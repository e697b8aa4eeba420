// The handle that an application holds of one registration.

import { handled } from "../base/handled.ts";
import { ConnectionUnavailableError } from "../errors.ts";
import { checkPayload, checkWait } from "../options/arguments.ts";
import type { Peer, PeerStats } from "../peer.ts";
import type { MessageData } from "../transport.ts";
import type { PeerState, WaitOptions } from "../worker.ts";
import type { Registration } from "./registration.ts";

export class RegisteredPeer implements Peer {
  readonly id: string;
  readonly #own: Registration;

  constructor(own: Registration) {
    this.id = own.id;
    this.#own = own;
  }

  get state(): PeerState {
    return this.#own.isOver ? "stopped" : this.#own.ownStats().state;
  }

  send(data: MessageData, options?: WaitOptions): Promise<void> {
    try {
      checkPayload(data);
      checkWait(options);
    } catch (error) {
      return Promise.reject(error);
    }
    return handled(this.#own.budget.spend(this.#send(data, options)));
  }

  async #send(data: MessageData, options: WaitOptions = {}): Promise<void> {
    const { isOver, worker } = this.#own;
    if (isOver) throw new ConnectionUnavailableError(this.id, "stopped");
    return worker.send(data, options);
  }

  trySend(data: MessageData): boolean {
    checkPayload(data);
    const { isOver, worker } = this.#own;
    return !isOver && worker.trySend?.(data) === true;
  }

  redial(): void {
    const { isOver, worker } = this.#own;
    if (!isOver) worker.redial?.();
  }

  stats(): PeerStats {
    return this.#own.stats();
  }

  remove(): Promise<void> {
    return this.#own.budget.spend(this.#own.remove());
  }

  connected(options?: WaitOptions): Promise<void> {
    try {
      checkWait(options);
    } catch (error) {
      return Promise.reject(error);
    }
    return handled(this.#own.budget.spend(this.#own.whenConnected(options?.signal)));
  }
}
