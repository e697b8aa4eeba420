// Calls of the application that the core carries out: each is a promise, and the core says when it is settled.

import type { ErrorCode } from "@skep/protocol";
import { EngineError, HubClosedError, LimitError } from "./errors.ts";

interface Call {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class CoreCalls {
  // Bound: the calls of the application that wait for the engine.
  readonly #waiting = new Map<number, Call>();
  #last = 0;

  /** `begin` is given the number of the call, which its `settle` names. */
  open(begin: (call: number) => void): Promise<void> {
    const call = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      begin(call);
    });
  }

  settle(call: number, fault: ErrorCode | undefined): void {
    const waiting = this.#waiting.get(call);
    this.#waiting.delete(call);
    if (fault === undefined) waiting?.resolve();
    else waiting?.reject(errorOf(fault));
  }

  /** Nothing is carried out any more. */
  close(): void {
    for (const { reject } of this.#waiting.values()) reject(new HubClosedError());
    this.#waiting.clear();
  }
}

function errorOf(fault: ErrorCode): Error {
  return fault === "limit"
    ? new LimitError("A client has as many channels as it may have.")
    : new EngineError("The engine does not tell the channel.");
}
