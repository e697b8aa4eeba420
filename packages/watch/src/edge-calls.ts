// The callbacks `onReady` and `onDown` of one watcher: in order, one at a time, each with a signal that the next edge aborts.

import type { EdgeContext } from "./watcher-config.ts";

/** One call of a callback. */
export type EdgeCall = (context: EdgeContext) => unknown;

/**
 * Bound: two calls wait behind the one that runs. Overflow: the first two are left out, as the one that runs, or ran, was for the same edge as
 * the third.
 */
export class EdgeCalls {
  readonly #threw: (error: unknown) => void;
  readonly #waiting: EdgeCall[] = [];
  #running: Promise<void> | undefined;
  #abort = new AbortController();
  #isStopped = false;

  constructor(threw: (error: unknown) => void) {
    this.#threw = threw;
  }

  add(call: EdgeCall): void {
    if (this.#isStopped) return;
    this.#abort.abort();
    this.#waiting.push(call);
    if (this.#waiting.length > 2) this.#waiting.splice(0, 2);
    this.#running ??= this.#run();
  }

  /** Calls nothing any more. Resolves when the call that runs has ended; its signal is aborted. */
  async stop(reason: unknown): Promise<void> {
    this.#isStopped = true;
    this.#waiting.length = 0;
    this.#abort.abort(reason);
    await this.#running;
  }

  async #run(): Promise<void> {
    // After the events of the same edge, and never inside the step that causes it.
    await Promise.resolve();
    for (let call = this.#waiting.shift(); call; call = this.#waiting.shift()) {
      this.#abort = new AbortController();
      // The next edge was while the call before this one ran.
      if (this.#waiting.length > 0) this.#abort.abort();
      try {
        await call({ signal: this.#abort.signal });
      } catch (error) {
        if (!this.#abort.signal.aborted || error !== this.#abort.signal.reason) this.#threw(error);
      }
    }
    this.#running = undefined;
  }
}
