// Reads one channel from its beginning, for as long as the page is open.

import type { ChannelClient, ChannelItem, Subscription } from "@skep/channels";

/**
 * `take` gets all that is kept of the channel, and then what is published. After a gap, which it gets as well, all that is kept is read again: what
 * somebody has published once more before this page was back is among it, and what the page has already it knows by its number. Rejects with
 * the reason of the signal, and where the hub refuses it.
 */
export async function follow(
  client: ChannelClient,
  channel: { readonly name: string; readonly last: number },
  signal: AbortSignal,
  take: (item: ChannelItem) => void,
): Promise<void> {
  while (await isTorn(client.subscribe(channel.name, { last: channel.last }), signal, take));
}

/** Reads until a gap, or to the end of the client. */
async function isTorn(
  subscription: Subscription,
  signal: AbortSignal,
  take: (item: ChannelItem) => void,
): Promise<boolean> {
  try {
    for await (const item of subscription.items({ signal })) {
      take(item);
      if (item.type === "gap") return true;
    }
    return false;
  } finally {
    subscription.close();
  }
}
