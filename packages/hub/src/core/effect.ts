// What a hub's core asks of its shell.

import type { PublishRequest, ReadRange } from "../engine/engine.ts";
import type { Piece } from "../payload.ts";

/** What a client wants to do with a channel. */
export type Action = "subscribe" | "publish" | "history";

export type Effect =
  | { readonly type: "write"; readonly client: string; readonly piece: Piece }
  | {
      readonly type: "close";
      readonly client: string;
      readonly code: number;
      readonly reason: string;
    }
  /** Too much waits for this client: it is not read until it is sent, and then there is a `drained`. */
  | { readonly type: "watch"; readonly client: string }
  /** The client cannot be told to leave by itself: its link is closed at a moment of its own, within so many milliseconds. */
  | { readonly type: "dismiss"; readonly client: string; readonly after: number }
  /** Asks the application; the answer is `authorised`. */
  | {
      readonly type: "authorise";
      readonly question: number;
      readonly client: string;
      readonly action: Action;
      readonly channel: string;
    }
  /** Asks the engine; the answers are `joined`, `read` and `published`. */
  | { readonly type: "join"; readonly question: number; readonly channel: string }
  | { readonly type: "leave"; readonly channel: string }
  | {
      readonly type: "read";
      readonly question: number;
      readonly channel: string;
      readonly range: ReadRange;
    }
  | {
      readonly type: "publish";
      readonly question: number;
      readonly request: Omit<PublishRequest, "time">;
    }
  /** Tells the application. */
  | {
      readonly type: "subscribed" | "unsubscribed";
      readonly client: string;
      readonly channel: string;
    }
  | { readonly type: "slow"; readonly client: string; readonly channel: string };
