// Where a subscription is. It is the client's intent, and outlives the links on which it is carried out.

import type { Position } from "../position.ts";

/** What a subscription knows in every state. */
export interface Memory {
  /** After this position delivery goes on. Unknown before the first answer, and where the hub has no positions. */
  readonly position: Position | undefined;
  /** With how many messages of the past it begins; asked for until the first answer. */
  readonly last: number | undefined;
  /** It was live once: what came since then was missed, unless a position proves that it was not. */
  readonly wasLive: boolean;
  /** The reader has no room. */
  readonly isFull: boolean;
  /** Numbers the requests, so that a late answer is told from the one that is awaited. */
  readonly serial: number;
  /** Requests that the hub refused for now, one after the other. */
  readonly refusals: number;
}

export type State = Memory &
  (
    | /** There is no link that could carry it. */ { readonly name: "waiting" }
    /** The hub was asked. What arrives before its answer is replayed after it. */
    | {
        readonly name: "subscribing";
        /** It asks to mend a hole behind this offset. */
        readonly mends: number | undefined;
      }
    /** The hub has refused for now; the alarm is set. */
    | { readonly name: "resting" }
    /** Messages are delivered. */
    | {
        readonly name: "live";
        /** The hub was asked to mend a hole behind this offset: it is not asked for the same hole again. */
        readonly mended: number | undefined;
      }
    /** The reader is full: what arrives is not delivered, and is asked for again when there is room. */
    | {
        readonly name: "behind";
        /** Something was not delivered. */
        readonly isMissing: boolean;
      }
    /** It is over, for good. */
    | { readonly name: "ended" }
  );

export type StateName = State["name"];
export type In<N extends StateName> = Extract<State, { readonly name: N }>;

/** A new subscription: from `since` on, or with the `last` messages of the past, or with what comes from now on. */
export function initial({ since, last }: { since?: Position; last?: number } = {}): State {
  const memory = { position: since, last, wasLive: since !== undefined };
  return { name: "waiting", ...memory, isFull: false, serial: 0, refusals: 0 };
}
