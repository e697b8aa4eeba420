// What happens to a hub's core.

import type { ErrorCode, FromClient } from "@skep/protocol";
import type { EngineMessage, Published, ReadAnswer } from "../engine/engine.ts";
import type { Position } from "@skep/protocol";
import type { Draft, Piece } from "../payload.ts";

/** Who a client is. */
export interface Identity {
  readonly userId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Channels that it has without asking for them. */
  readonly channels: readonly string[];
  /** When that ends, in milliseconds since the epoch; undefined for never. */
  readonly expiresAt: number | undefined;
}

/** Nobody asked who it is. */
export const NOBODY: Identity = {
  userId: undefined,
  claims: {},
  channels: [],
  expiresAt: undefined,
};

/** Who a client is, or what it is told instead. */
export type AuthAnswer =
  | { readonly identity: Identity }
  | { readonly identity?: undefined; readonly code: ErrorCode; readonly text: string };

/** One client by its id, or all clients of a user. */
export type Target = string | { readonly user: string };

/** Where a client is written to. The core gives it back in its effects, and calls nothing of it. */
export interface Outlet {
  readonly client: string;
  write(piece: Piece): void;
}

export type Input =
  | {
      readonly type: "connected";
      readonly outlet: Outlet;
      /** Undefined for a client whose first message has to say who it is. */
      readonly identity: Identity | undefined;
      readonly remoteAddress: string;
    }
  | { readonly type: "received"; readonly client: string; readonly message: FromClient }
  /** What waited for a client that was watched has been sent. */
  | { readonly type: "drained"; readonly client: string }
  | { readonly type: "disconnected"; readonly client: string }
  /** The shell has said goodbye to this client. */
  | { readonly type: "left"; readonly client: string }
  /** The application sends something to one client. */
  | { readonly type: "send"; readonly client: string; readonly draft: Draft }
  /** The application gives a channel to clients, or takes it away; `settled` says when that is done. */
  | {
      readonly type: "assign" | "withdraw";
      readonly target: Target;
      readonly channel: string;
      readonly call: number;
    }
  /** All clients have to leave within so many milliseconds. */
  | { readonly type: "drain"; readonly after: number }
  /** The time of the `deadline` of this client has come. */
  | { readonly type: "expired"; readonly client: string }
  /** Whether the clients may have their channels is to be asked again; or they may no longer be here. */
  | { readonly type: "recheck" | "revoke"; readonly target: Target }
  | { readonly type: "authenticated"; readonly question: number; readonly answer: AuthAnswer }
  /** What the application or the engine has answered to the effect of this question. */
  | {
      readonly type: "authorised";
      readonly question: number;
      /** Undefined where the application has not said in time. */
      readonly isAllowed: boolean | undefined;
    }
  | { readonly type: "read"; readonly question: number; readonly answer: ReadAnswer | undefined }
  | {
      readonly type: "published";
      readonly question: number;
      readonly published: Published | undefined;
    }
  /** The engine tells a channel from this position on. */
  | { readonly type: "joined"; readonly question: number; readonly position: Position | undefined }
  | { readonly type: "message"; readonly message: EngineMessage }
  /** The newest position of a channel that is told. */
  | { readonly type: "top"; readonly channel: string; readonly position: Position }
  /** The engine is away, or back. */
  | { readonly type: "engine"; readonly status: "up" | "down" }
  /** The time of `retry` has come. */
  | { readonly type: "retry" };

export type InputType = Input["type"];
export type Of<T extends InputType> = Extract<Input, { readonly type: T }>;
