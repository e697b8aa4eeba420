// What an engine is asked to keep: the same of a client's publish, of a hub's and of a publisher's.

import type { Position } from "@skep/protocol";
import { digestOf } from "./core/digest.ts";
import type { Published, PublishRequest, Retention } from "./engine/engine.ts";
import { ConflictError } from "./errors.ts";
import type { Outbound } from "./outbound.ts";
import { payloadOf } from "./payload.ts";

/** Without the time, which is set when the engine is asked. */
export type UntimedRequest = Omit<PublishRequest, "time">;

export interface PublishRules {
  readonly retention: Retention | undefined;
  /** How long a key is remembered, in milliseconds. */
  readonly keys: number;
}

/** Keys count per channel and user; the application itself is the user without a name. */
export function requestOf(
  { channel, draft }: Outbound,
  user: string,
  { retention, keys: window }: PublishRules,
): UntimedRequest {
  const { key: text, json } = draft;
  const key =
    text === undefined ? undefined : { text: `${user}\n${text}`, digest: digestOf(json), window };
  return { channel, payload: payloadOf(draft), retention, key };
}

/** Where the message of an application is. Another one under its key is an error. */
export function positionOf({ outcome, position }: Published): Position {
  if (outcome === "conflict") throw new ConflictError();
  return position;
}
