// partysocket's reconnecting socket over ws.

import { WebSocket as PartyWebSocket } from "partysocket";
import { listen, Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  listen(new PartyWebSocket(url, [], { WebSocket: Plain }), count);
}
