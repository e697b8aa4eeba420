// centrifuge: one channel over ws, in JSON.

import { Centrifuge } from "centrifuge";
import { Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  const client = new Centrifuge(url, { websocket: Plain });
  const channel = client.newSubscription("news");
  channel.on("publication", ({ data }) => data.m.length > 0 && count(1));
  channel.subscribe();
  client.connect();
}
