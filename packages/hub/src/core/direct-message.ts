// A message of the application to one client. It has no channel, no offset and no history.

import { ALL, encodePublication } from "@skep/protocol";
import { type Draft, pieceOf } from "../payload.ts";
import type { Client } from "./client.ts";
import type { EffectQueue } from "./effect-queue.ts";

/** Nobody could tell a client that reads too slowly what it has missed, so its link ends: that is the bound of what waits. */
export function sendDirectly(effectQueue: EffectQueue, client: Client, draft: Draft): void {
  if (client.isCongested) {
    effectQueue.tellSlow(client, ALL);
    return effectQueue.close(client, "slow", "the client reads too slowly");
  }
  const stored = { ...draft, channel: ALL, timestamp: effectQueue.now() };
  effectQueue.write(client, pieceOf(encodePublication(stored, client.format)));
}
