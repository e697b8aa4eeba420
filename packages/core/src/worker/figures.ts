// The traffic of a session over all its links. The parts are counted where this is cheap, and added up when somebody asks.

import type { SentFigures } from "./send-queue.ts";

/** The messages that were heard and sent. */
export interface Traffic extends SentFigures {
  readonly received: number;
  readonly bytesReceived: number;
  /** Messages, pongs and pings heard. */
  readonly heartbeats: number;
}

/** The figures that the inbox counts itself, so that links need not count each message. */
type InboxFigures = Pick<Traffic, "received" | "bytesReceived">;

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
  // The difference between the messages that links have heard and those that the inbox has counted; it may be negative.
  #extraMessages = 0;
  #extraBytes = 0;

  /** Counts an answer to a probe. A link has heard it, and the inbox does not count it. */
  answered(bytes: number): void {
    this.#extraMessages++;
    this.#extraBytes += bytes;
  }

  /** Subtracts a message that came too late. The inbox counts it as received and lost, and it counts as heard by no link. */
  turnedAway(bytes: number): void {
    this.#extraMessages--;
    this.#extraBytes -= bytes;
  }

  /** Before the session has an inbox, the inbox has counted nothing. */
  total({ received, bytesReceived }: InboxFigures = NOTHING): Traffic {
    const { sent, bytesSent, beats } = this;
    const messages = received + this.#extraMessages;
    return {
      received: messages,
      bytesReceived: bytesReceived + this.#extraBytes,
      sent,
      bytesSent,
      heartbeats: messages + beats,
    };
  }
}
