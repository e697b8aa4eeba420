// What a subscription asks of the object that carries it out.

import type { ErrorCode } from "../error-codes.ts";
import type { Publication } from "../messages.ts";
import type { GapReason, Position } from "../position.ts";

/** What whoever holds the link does for one subscription. */
export type Effect =
  /** Send `subscribe`, remember which answer belongs to this serial, and set the alarm: `due` where no answer has come in time. */
  | {
      readonly type: "subscribe";
      readonly serial: number;
      readonly since: Position | undefined;
      readonly last: number | undefined;
    }
  /** Send `unsubscribe`. */
  | { readonly type: "unsubscribe" }
  /** Give this to the reader, after everything before it. */
  | { readonly type: "deliver"; readonly publication: Publication }
  /** Tell the reader, in the same order, that messages are missing here. */
  | {
      readonly type: "gap";
      readonly reason: GapReason;
      readonly from: Position | undefined;
      readonly to: Position | undefined;
    }
  /** Tell whether everything since the last link was recovered. A `false` follows its gap. Told once a link. */
  | { readonly type: "recovered"; readonly recovered: boolean }
  /**
   * Set the alarm: not before so many milliseconds, and not before a backoff, with chance, for so many requests that came to nothing. A hub
   * that says `after: 0` does not make a client ask without a pause.
   */
  | { readonly type: "arm"; readonly after: number | undefined; readonly refusals: number }
  /** Say `due` when there is another token: with this one, the hub refuses. */
  | { readonly type: "renew" }
  /** It is over: the reader gets this after everything before it. */
  | { readonly type: "fail"; readonly code: ErrorCode; readonly text: string };

/** One input answered. */
export interface Step<S> {
  readonly state: S;
  readonly effects: readonly Effect[];
}
