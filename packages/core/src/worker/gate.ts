// The application's gate on one new link: `onOpen` has resolved and `ready` has said true.

import { abortable, type Settle } from "../base/abortable.ts";
import { handled } from "../base/handled.ts";
import { ConfigError, ReentrancyError } from "../errors.ts";
import { checkWait } from "../options/arguments.ts";
import type { OpeningLink, SessionOptions } from "../options/options.ts";
import type { InboxWriter, WaitOptions } from "../worker.ts";

/** Told once how the gate went; not at all once the link is over. */
export interface GateListener {
  passed(): void;
  refused(cause: unknown): void;
}

/** One call of `receive` that waits. */
interface Receiver {
  data?: string | Uint8Array;
  readonly settle: Settle;
}

export class Gate {
  readonly #ready: SessionOptions["ready"];
  readonly #link: OpeningLink;
  readonly #inbox: InboxWriter;
  #listener: GateListener | undefined;
  #receiver: Receiver | undefined;
  #opened = false;
  #readied: boolean;
  /** Why nothing is received any more. */
  #over: Error | undefined;

  constructor(
    { onOpen, ready }: SessionOptions,
    link: Omit<OpeningLink, "receive">,
    inbox: InboxWriter,
    listener: GateListener,
  ) {
    this.#ready = ready;
    this.#readied = ready === undefined;
    this.#link = { ...link, receive: (options) => handled(this.#receive(options)) };
    this.#inbox = inbox;
    this.#listener = listener;
    void this.#run(onOpen);
  }

  /** One message, which is held: for who waits to receive it, or else for `ready`. */
  hear(data: string | Uint8Array): void {
    if (this.#listener === undefined) return;
    if (this.#receiver !== undefined) return this.#give(this.#receiver);
    if (this.#readied) return;
    try {
      this.#readied = this.#ready?.(data, this.#link) === true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  /** The link is over: whatever `onOpen` says now is not heard. */
  end(why: Error): void {
    this.#listener = undefined;
    this.#over = why;
    this.#receiver?.settle(why);
  }

  async #run(onOpen: SessionOptions["onOpen"]): Promise<void> {
    try {
      await onOpen?.(this.#link);
      this.#opened = true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  #settle(): void {
    if (!this.#opened || !this.#readied) return;
    this.#take()?.passed();
    this.#receiver?.settle(afterwards());
  }

  #refuse(cause: unknown): void {
    this.#take()?.refused(cause);
  }

  #take(): GateListener | undefined {
    const listener = this.#listener;
    this.#listener = undefined;
    return listener;
  }

  // --- receiving ---

  /** One call at a time: one that is forgotten would take the message that the next one is for. */
  async #receive(options?: WaitOptions): Promise<string | Uint8Array> {
    checkWait(options);
    options?.signal?.throwIfAborted();
    if (this.#listener === undefined) throw this.#over ?? afterwards();
    if (this.#receiver !== undefined)
      throw new ReentrancyError("receive", "while a call of it waits");
    return this.#takeHeld() ?? this.#wait(options?.signal);
  }

  async #wait(signal: AbortSignal | undefined): Promise<string | Uint8Array> {
    let receiver: Receiver | undefined;
    await abortable(signal, (settle) => {
      this.#receiver = receiver = { settle };
      return () => (this.#receiver = undefined);
    });
    return receiver?.data as string | Uint8Array;
  }

  /** Nothing where the inbox had no room for it. */
  #give(receiver: Receiver): void {
    const data = this.#takeHeld();
    if (data === undefined) return;
    this.#receiver = undefined;
    receiver.data = data;
    receiver.settle();
  }

  #takeHeld(): string | Uint8Array | undefined {
    const inbox = this.#inbox;
    if (inbox.takeHeld === undefined) throw new ConfigError("inbox", "one with takeHeld", inbox);
    return inbox.takeHeld();
  }
}

const afterwards = (): Error => new ReentrancyError("receive", "after the gate");
