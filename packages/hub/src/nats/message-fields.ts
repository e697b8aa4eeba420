// The fields of a message that has come from NATS. Whoever may publish writes them, so they may be of no form at all.

import type { NatsHeadersLike, NatsMessageLike } from "./connection-like.ts";

/** Undefined where there are none, or where they have no form: the client throws then, in the midst of what it reads. */
export function fieldsOfMessage(message: NatsMessageLike): NatsHeadersLike | undefined {
  try {
    return message.headers;
  } catch {
    return undefined;
  }
}
