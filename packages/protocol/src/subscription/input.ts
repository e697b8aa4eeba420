// What happens to a subscription.

import type { ErrorCode } from "../error-codes.ts";
import type { Gap, Publication } from "../messages.ts";
import type { GapReason, Position } from "../position.ts";

/** What happens to one subscription. */
export type Input =
  /** A link is ready. v0 answers nothing. */
  | { readonly type: "up"; readonly version: number }
  /** The link is gone, or is about to be. */
  | { readonly type: "down" }
  /** The hub has answered the request with this serial. */
  | {
      readonly type: "acked";
      readonly serial: number;
      readonly position?: Position | undefined;
      readonly recovered?: boolean | undefined;
      readonly reason?: GapReason | undefined;
    }
  | {
      readonly type: "refused";
      readonly serial: number;
      readonly code: ErrorCode;
      readonly text: string;
      readonly after?: number | undefined;
    }
  /** The hub has ended the subscription of its own accord. */
  | {
      readonly type: "dropped";
      readonly code: ErrorCode;
      readonly text: string;
      readonly after?: number | undefined;
    }
  | { readonly type: "published"; readonly publication: Publication }
  | { readonly type: "torn"; readonly gap: Gap }
  /** The alarm is due; in `resting`, also another token. */
  | { readonly type: "due" }
  /** The reader has no room for another message. */
  | { readonly type: "full" }
  /** The reader has room again. Best said when all of it was read, as each time the hub is asked for all that is missing. */
  | { readonly type: "room" }
  | { readonly type: "close" };

export type InputType = Input["type"];
export type Of<T extends InputType> = Extract<Input, { readonly type: T }>;
