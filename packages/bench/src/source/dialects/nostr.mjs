// Nostr, NIP-01: one event for ever. Its signature is none; the client is told not to check it.

import { frame } from "../frame.mjs";

export function nostr({ payload, flood }) {
  const event = {
    id: "1".repeat(64),
    pubkey: "2".repeat(64),
    created_at: 1_764_000_000,
    kind: 1,
    tags: [],
    content: payload,
    sig: "3".repeat(128),
  };
  return (text) => {
    const [verb, id] = JSON.parse(text);
    if (verb === "REQ") flood(frame("text", JSON.stringify(["EVENT", id, event])));
  };
}
