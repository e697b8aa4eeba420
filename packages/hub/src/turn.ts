// What a hub writes within one turn of the event loop: it goes out at the end of the turn, to each link at once.

import { type Clock, nextMacrotask } from "@skep/core/base";
import { Batch } from "./batch.ts";

/** Has something to send at the end of the turn. */
export interface TurnWriter {
  flush(): void;
}

export class Turn {
  readonly #clock: Clock;
  // Bound: the links, each once.
  #writers: TurnWriter[] = [];
  /** The list without messages from which all that is written in this turn comes. */
  batch: Batch = new Batch();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** This one is flushed at the end of the turn. */
  add(writer: TurnWriter): void {
    if (this.#writers.length === 0) nextMacrotask(this.#clock, this.#end);
    this.#writers.push(writer);
  }

  readonly #end = (): void => {
    const writers = this.#writers;
    this.#writers = [];
    this.batch = new Batch();
    for (const writer of writers) writer.flush();
  };
}
