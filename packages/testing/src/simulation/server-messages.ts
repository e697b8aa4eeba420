// What the servers of one peer say: messages that are numbered when they are sent, over all of its links.

import type { SeededRandom } from "@skep/core/testing";
import type { Line } from "./line.ts";
import { messageBytes, type MessageKind, messageText } from "./message.ts";

export class ServerMessages {
  /** Numbers so far. */
  sent = 0;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  send(line: Line, kind: MessageKind, count: number, padding: number = 0): void {
    for (let left = count; left > 0; left -= 1) {
      const data = this.#next(kind, padding);
      line.later(() => void line.dial.message(data));
    }
  }

  /** Until the client pauses, or so many. */
  fill(line: Line, most: number): void {
    for (let left = most; left > 0; left -= 1) {
      const data = this.#next("m", 0);
      line.later(() => void (line.dial.paused || line.dial.message(data)));
    }
  }

  #next(kind: MessageKind, padding: number): string | Uint8Array {
    const make = this.#random.chance(0.8) ? messageText : messageBytes;
    return make(kind, this.sent++, padding);
  }
}
