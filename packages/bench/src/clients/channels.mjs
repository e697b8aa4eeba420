// @skep/channels: one subscription, read by `for await`.

import { ChannelClient } from "@skep/channels";

export async function open({ url, count }) {
  const client = new ChannelClient({ url });
  for await (const item of client.subscribe("news"))
    if (item.type === "gap") throw new Error(`A gap: ${item.reason}.`);
    else if (item.data.m.length > 0) count(1);
}
