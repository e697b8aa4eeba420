// The application's gate on one new link. It passes when `onOpen` has resolved and `ready` has returned true.

import { abortable } from "../base/abortable.ts";
import { handled } from "../base/handled.ts";
import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import { ReentrancyError } from "../errors.ts";
import { checkWait } from "../options/arguments.ts";
import type { OpeningLink, SessionOptions } from "../options/options.ts";
import { NOT_WHILE_OPENING } from "../words/requirements.ts";
import type { WaitOptions } from "../base/wait-options.ts";
import type { HeldMessages } from "../inbox-writer.ts";

/** Told one time whether the gate passed, unless the link ends before. */
export interface GateListener {
  /** The budget of the promises that `receive` returns. On a link that is over they reject at once, and a loop could await them for ever. */
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
  /** `onOpen` has resolved. */
  #isOpenDone = false;
  /** `ready` has returned true, or there is none. */
  #isReadyDone: boolean;
  /** The error of `receive` once nothing can be received any more. */
  #over: Error | undefined;

  constructor(
    { onOpen, ready }: SessionOptions,
    link: Omit<OpeningLink, "receive">,
    held: HeldMessages,
    listener: GateListener,
  ) {
    this.#ready = ready;
    this.#isReadyDone = ready === undefined;
    // The object itself is extended, as a copy would lose members that are not enumerable.
    this.#link = Object.assign(link, {
      receive: (options?: WaitOptions) => handled(listener.budget.spend(this.#receive(options))),
    });
    this.#held = held;
    this.#listener = listener;
    void this.#run(onOpen);
  }

  /** Handles one message that is held: a waiting call of `receive` gets it, or else `ready` is asked about it. */
  hear(data: string | Uint8Array): void {
    if (this.#listener === undefined) return;
    if (this.#receiver !== undefined) {
      // Undefined where the inbox had no room for the message.
      const held = this.#held.take();
      if (held !== undefined) this.#receiver(undefined, held);
      return;
    }
    if (this.#isReadyDone) return;
    try {
      this.#isReadyDone = this.#ready?.(data, this.#link) === true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  /** The link is over: the result of `onOpen` is ignored from now on. */
  end(why: Error): void {
    this.#listener = undefined;
    this.#over = why;
    this.#receiver?.(why);
  }

  async #run(onOpen: SessionOptions["onOpen"]): Promise<void> {
    try {
      await onOpen?.(this.#link);
      this.#isOpenDone = true;
    } catch (error) {
      this.#refuse(error);
    }
    this.#settle();
  }

  #settle(): void {
    if (!this.#isOpenDone || !this.#isReadyDone) return;
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

  /** One call at a time may wait: a forgotten call would take the message that the next call expects. */
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
