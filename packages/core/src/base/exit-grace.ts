// How long a pipe is still read after the exit of its process: a process that it started may hold the pipe open, and write to it, for ever.

import { type Clock, nextMacrotask, type Timer } from "./clock.ts";

/**
 * For so many milliseconds the reader waits for bytes after the exit, all waits together. What the process has written is in the pipe
 * already, so no wait is needed for it but the turns of the event loop in which it is read.
 */
export const GRACE_TIME = 250;

/** So many bytes are read after the exit: the most that a pipe of Linux holds (pipe(7), `pipe-max-size`). More is not of the process. */
export const GRACE_BYTES = 1_048_576;

export class ExitGrace {
  readonly #clock: Clock;
  readonly #over: () => void;
  #isBegun = false;
  #isWaiting = false;
  #time = GRACE_TIME;
  #bytes = GRACE_BYTES;
  #timer: Timer | undefined;
  #armedAt = 0;

  /** `over` may be called more than once. */
  constructor(clock: Clock, over: () => void) {
    this.#clock = clock;
    this.#over = over;
  }

  /** The process has exited. */
  begin(): void {
    this.#isBegun = true;
    if (this.#isWaiting) this.#arm();
  }

  /** The reader waits for bytes. */
  wait(): void {
    this.#isWaiting = true;
    if (this.#isBegun) this.#arm();
  }

  /** Something has come, or the end. What is done with it takes its time, which does not count. */
  heard(): void {
    this.#isWaiting = false;
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#time = Math.max(0, this.#time - (this.#clock.now() - this.#armedAt));
  }

  /** It had so many bytes. */
  count(bytes: number): void {
    if (!this.#isBegun) return;
    this.#bytes -= bytes;
    if (this.#bytes <= 0) this.#over();
  }

  #arm(): void {
    this.#armedAt = this.#clock.now();
    this.#timer = this.#clock.schedule(this.#time, () => this.#due());
  }

  /** A timer that is late fires before what has arrived is read: that gets one turn. */
  #due(): void {
    nextMacrotask(this.#clock, () => {
      if (this.#isWaiting) this.#over();
    });
  }
}
