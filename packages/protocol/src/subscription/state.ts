// Where a subscription is. It is the client's intent, and outlives the links on which it is carried out.

import type { Position } from "../position.ts";

/** What a subscription knows in every state. */
export interface Memory {
  /** After this position delivery goes on. Unknown before the first answer, and after messages of a hub of v0. */
  readonly position: Position | undefined;
  /** With how many messages of the past it begins, and goes on behind a gap between two links. */
  readonly last: number | undefined;
  /** There was a place from which it can go on: what came since then was missed, unless an answer says that it was not. */
  readonly wasLive: boolean;
  /** The version that the hub speaks on this link. */
  readonly version: number;
  /** The reader has no room. */
  readonly isFull: boolean;
  /** Numbers the requests, so that a late answer is told from the one that is awaited. */
  readonly serial: number;
  /** Requests that came to nothing, since the last delivery. */
  readonly refusals: number;
  /** Behind this position the hub was asked for missing messages. If they are still missing there, they are lost. */
  readonly askedAt: Position | undefined;
}

/** Why the hub is asked: to begin or go on after a new link or a refusal, or for messages that are missing on this link. */
export type Why = "begin" | "missing";

/** Where one subscription stands. */
export type State = Memory &
  (
    | /** There is no link that could carry it. */ { readonly name: "waiting" }
    /** The hub was asked, and the alarm is set. What comes before the answer was sent before it, and is sent again after it. */
    | { readonly name: "subscribing"; readonly why: Why }
    /** The hub has refused for now, or has not answered. */
    | { readonly name: "resting" }
    /** Messages are delivered. */
    | { readonly name: "live" }
    /** The reader is full. What arrives is not delivered; the hub is asked for it when there is room. */
    | {
        readonly name: "behind";
        /** Something was not delivered. */
        readonly isMissing: boolean;
        /** The hub has the subscription on this link. */
        readonly isSubscribed: boolean;
      }
    /** It is over, for good. */
    | { readonly name: "ended" }
  );

export type StateName = State["name"];
export type In<N extends StateName> = Extract<State, { readonly name: N }>;

/** A new subscription: from `since` on, or with the `last` messages of the past, or with what comes from now on. */
export function initial({ since, last }: { since?: Position; last?: number } = {}): State {
  return {
    name: "waiting",
    position: since,
    last,
    wasLive: since !== undefined,
    version: 0,
    isFull: false,
    serial: 0,
    refusals: 0,
    askedAt: undefined,
  };
}
