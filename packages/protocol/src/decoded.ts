// What a piece of a frame is read as. Types only.

import type { ClientMessage, HubMessage } from "./messages.ts";

/** A piece of a frame that is no message. */
export interface BadFrame {
  readonly type: "bad_frame";
  /** What is wrong, for a human; it quotes nothing of the piece. */
  readonly text: string;
  /** The id of the request, where it could be read. */
  readonly id?: number | undefined;
  /** The id of the request that it answers, where it could be read. */
  readonly re?: number | undefined;
}

/** A message of a type that this version does not know. It is ignored, or answered with `unknown_method` where it has an id. */
export interface UnknownMessage {
  readonly type: "unknown";
  readonly id?: number | undefined;
}

/** What a piece of a frame of a client may be. */
export type FromClient = ClientMessage | BadFrame | UnknownMessage;
/** What a piece of a frame of a hub may be. */
export type FromHub = HubMessage | BadFrame | UnknownMessage;
