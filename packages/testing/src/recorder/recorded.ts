// What a recorder keeps: the records of the pool, and messages as records of the same make. Types only.

import type { Peer, PoolEvent } from "@skep/core";

/** A message that was delivered. */
export interface MessageRecord {
  readonly type: "message";
  readonly id: string;
  readonly peer: Peer;
  /** Milliseconds since the epoch, when the message left the socket. */
  readonly at: number;
  /** The number of the link that it came on. */
  readonly dial: number;
  readonly data: string | Uint8Array;
}

/** One thing that a pool told or delivered. */
export type Recorded = PoolEvent | MessageRecord;

/** The names of the events, and `message`. */
export type RecordedType = Recorded["type"];

/** The record of that type. */
export type RecordedOf<T extends RecordedType> = Extract<Recorded, { type: T }>;
