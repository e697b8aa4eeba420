// The application's gate on one new link: `onOpen` has resolved and `ready` has said true.

import { abortable } from "../base/abortable.ts";
import { handled } from "../base/handled.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { ReentrancyError } from "../errors.ts";
import { checkWait } from "../options/arguments.ts";
import type { OpeningLink, SessionOptions } from "../options/options.ts";
import { NOT_WHILE_OPENING } from "../words/requirements.ts";
import type { WaitOptions } from "../worker.ts";
import type { HeldMessages } from "../inbox-writer.ts";

/** Told once how the gate went; not at all once the link is over. */
export interface GateListener {
  /** Spent by each call of `receive`: a link that is over rejects them all at once. */
  readonly budget: MacrotaskBudget;
  passed(): void;
  refused(cause: unknown): void;
}

export class Gate {
  readonly #ready: SessionOptions["ready"];
  readonly #link: OpeningLink;
  readonly #held: HeldMessages;
  #listener: GateListener | undefined;
  /** Ends the call of `receive` that waits: with an error, or with a message. */
  #receiver: ((error: unknown, held?: string | Uint8Array) => void) | undefined;
  #opened = false;
  #readied: boolean;
  /** Why nothing is received any more. */
  #over: Error | undefined;

  constructor(
    { onOpen, ready }: SessionOptions,
    link: Omit<OpeningLink, "receive">,
    held: HeldMessages,
    listener: GateListener,
  ) {
    this.#ready = ready;
    this.#readied = ready === undefined;
    // The same object: what is not enumerable would be lost in a copy.
    this.#link = Object.assign(link, {
      receive: (options?: WaitOptions) => handled(listener.budget.spend(this.#receive(options))),
    });
    this.#held = held;
    this.#listener = listener;
    void this.#run(onOpen);
  }

  /** One message, which is held: for who waits to receive it, or else for `ready`. */
  hear(data: string | Uint8Array): void {
    if (this.#listener === undefined) return;
    if (this.#receiver !== undefined) {
      // Nothing where the inbox had no room for it.
      const held = this.#held.take();
      if (held !== undefined) this.#receiver(undefined, held);
      return;
    }
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
    this.#receiver?.(why);
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
    this.#over ??= notNow();
    this.#receiver?.(this.#over);
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
    if (this.#over !== undefined) throw this.#over;
    if (this.#receiver !== undefined) throw notNow();
    let data = this.#held.take();
    if (data === undefined)
      await abortable(options?.signal, (settle) => {
        this.#receiver = (error, held) => {
          this.#receiver = undefined;
          data = held;
          settle(error);
        };
        return () => (this.#receiver = undefined);
      });
    return data as string | Uint8Array;
  }
}

const notNow = (): Error => new ReentrancyError("receive", NOT_WHILE_OPENING);
