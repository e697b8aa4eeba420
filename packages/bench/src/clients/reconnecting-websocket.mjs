// reconnecting-websocket over ws.

import ReconnectingWebSocket from "reconnecting-websocket";
import { listen, Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  listen(new ReconnectingWebSocket(url, [], { WebSocket: Plain }), count);
}
