// The application's gate on one new link: `onOpen` has resolved and `ready` has said true.

import type { OpeningLink, SessionOptions } from "../options/options.ts";

/** Told once how the gate went; not at all once the link is over. */
export interface GateListener {
  passed(): void;
  refused(cause: unknown): void;
}

export class Gate {
  readonly #ready: SessionOptions["ready"];
  #listener: GateListener | undefined;
  #opened = false;
  #readied: boolean;

  constructor({ onOpen, ready }: SessionOptions, link: OpeningLink, listener: GateListener) {
    this.#ready = ready;
    this.#readied = ready === undefined;
    this.#listener = listener;
    void this.#run(onOpen, link);
  }

  /** Asks `ready` about one message. */
  hear(data: string | Uint8Array): void {
    if (this.#readied || this.#listener === undefined) return;
    try {
      this.#readied = this.#ready?.(data) === true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  /** The link is over: whatever `onOpen` says now is not heard. */
  end(): void {
    this.#listener = undefined;
  }

  async #run(onOpen: SessionOptions["onOpen"], link: OpeningLink): Promise<void> {
    try {
      await onOpen?.(link);
      this.#opened = true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#opened && this.#readied) this.#take()?.passed();
  }

  #refuse(cause: unknown): void {
    this.#take()?.refused(cause);
  }

  #take(): GateListener | undefined {
    const listener = this.#listener;
    this.#listener = undefined;
    return listener;
  }
}
