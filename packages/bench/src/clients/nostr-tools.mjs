// nostr-tools: one subscription at one relay over ws. Signatures are not checked: that would be most of the time.

import { AbstractRelay } from "nostr-tools/abstract-relay";
import { Plain } from "./browser-like.mjs";

export async function open({ url, count }) {
  const relay = new AbstractRelay(url, {
    verifyEvent: () => true,
    websocketImplementation: Plain,
  });
  await relay.connect();
  relay.subscribe([{ kinds: [1] }], {
    onevent: ({ content }) => content.length > 0 && count(1),
  });
}
