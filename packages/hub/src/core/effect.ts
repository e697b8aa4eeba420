// What a hub's core asks of its shell.

import type { ErrorCode } from "@skep/protocol";
import type { PublishRequest, ReadRange } from "../engine/engine.ts";
import type { Piece } from "../payload.ts";
import type { Identity, Outlet } from "./input.ts";

/** What a client wants to do with a channel. */
export type Action = "subscribe" | "publish" | "history";

export type Effect =
  /** The same message for all of these. */
  | { readonly type: "write"; readonly to: readonly Outlet[]; readonly piece: Piece }
  | {
      readonly type: "close";
      readonly client: string;
      readonly code: number;
      readonly reason: string;
    }
  /** Too much waits for this client: it is not read until it is sent, and then there is a `drained`. */
  | { readonly type: "watch"; readonly client: string }
  /** So many publishes of this client wait for the engine that it is not read until there is a `resume`. */
  | { readonly type: "pause" | "resume"; readonly client: string }
  /** The client cannot be told to leave by itself: its link is closed at a moment of its own, within so many milliseconds. */
  | { readonly type: "dismiss"; readonly client: string; readonly after: number }
  /** Asks the application who has this token; the answer is `authenticated`. */
  | {
      readonly type: "authenticate";
      readonly question: number;
      readonly client: string;
      readonly token: string;
    }
  /** Asks for `expired` after so many milliseconds, or for none. It stands in the place of the one before it. */
  | { readonly type: "deadline"; readonly client: string; readonly after: number | undefined }
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
  /** Broadcasts are told from now on, or cannot be. */
  | { readonly type: "begun"; readonly isUp: boolean }
  /** Asks for `retry` within so many milliseconds: where one is to come already, that one is enough. */
  | { readonly type: "retry"; readonly after: number }
  /** Whether the hub is degraded has changed. */
  | { readonly type: "degraded" }
  /** A client was to have more channels from the beginning than it may have, and its link ends. */
  | { readonly type: "overfull" }
  /** A call of the application has been carried out, or why not. */
  | { readonly type: "settled"; readonly call: number; readonly fault: ErrorCode | undefined }
  /** Tells the application. A client is told once, when it is known who it is. */
  | { readonly type: "connected"; readonly client: string }
  | { readonly type: "identified"; readonly client: string; readonly identity: Identity }
  | { readonly type: "disconnected"; readonly client: string; readonly wasKnown: boolean }
  | {
      readonly type: "subscribed" | "unsubscribed";
      readonly client: string;
      readonly channel: string;
    }
  | { readonly type: "slow"; readonly client: string; readonly channel: string };
