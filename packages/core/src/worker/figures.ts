// What a session has heard and sent, over all its links: counted where it costs nothing, added up when asked.

import type { SentFigures } from "./send-queue.ts";

/** What was heard and sent. */
export interface Traffic extends SentFigures {
  readonly received: number;
  readonly bytesReceived: number;
  /** Messages, pongs and pings heard. */
  readonly heartbeats: number;
}

/** What the inbox counts by itself, so that nobody else has to, message by message. */
type Taken = Pick<Traffic, "received" | "bytesReceived">;

export const NOTHING: Traffic = {
  received: 0,
  bytesReceived: 0,
  sent: 0,
  bytesSent: 0,
  heartbeats: 0,
};

export class Figures implements SentFigures {
  sent = 0;
  bytesSent = 0;
  /** Pings and pongs. */
  beats = 0;
  // Answers to probes, which the inbox does not see, less what it was only told of as lost.
  #aside = 0;
  #bytesAside = 0;

  /** Heard, and not for the inbox. */
  answered(bytes: number): void {
    this.#aside++;
    this.#bytesAside += bytes;
  }

  /** Told to the inbox as lost: no link has heard it. */
  turnedAway(bytes: number): void {
    this.#aside--;
    this.#bytesAside -= bytes;
  }

  /** Before the session has an inbox, nothing was taken. */
  total({ received, bytesReceived }: Taken = NOTHING): Traffic {
    const { sent, bytesSent, beats } = this;
    const messages = received + this.#aside;
    return {
      received: messages,
      bytesReceived: bytesReceived + this.#bytesAside,
      sent,
      bytesSent,
      heartbeats: messages + beats,
    };
  }
}
