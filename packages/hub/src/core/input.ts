// What happens to a hub's core.

import type { FromClient } from "@skep/protocol";
import type { EngineMessage, Published, ReadAnswer } from "../engine/engine.ts";
import type { Position } from "@skep/protocol";

/** Who a client is. */
export interface Identity {
  readonly userId: string | undefined;
  readonly claims: Readonly<Record<string, unknown>>;
}

export type Input =
  | {
      readonly type: "connected";
      readonly client: string;
      readonly identity: Identity;
      readonly remoteAddress: string;
    }
  | { readonly type: "received"; readonly client: string; readonly message: FromClient }
  /** What waited for a client that was watched has been sent. */
  | { readonly type: "drained"; readonly client: string }
  | { readonly type: "disconnected"; readonly client: string }
  /** All clients have to leave within so many milliseconds. */
  | { readonly type: "drain"; readonly after: number }
  /** What the application or the engine has answered to the effect of this question. */
  | { readonly type: "authorised"; readonly question: number; readonly isAllowed: boolean }
  | { readonly type: "read"; readonly question: number; readonly answer: ReadAnswer | undefined }
  | {
      readonly type: "published";
      readonly question: number;
      readonly published: Published | undefined;
    }
  /** The engine tells a channel from this position on. */
  | { readonly type: "joined"; readonly question: number; readonly position: Position | undefined }
  | { readonly type: "message"; readonly message: EngineMessage };

export type InputType = Input["type"];
export type Of<T extends InputType> = Extract<Input, { readonly type: T }>;
