// rxjs' WebSocketSubject over ws, messages as they are.

import { webSocket } from "rxjs/webSocket";
import { Plain } from "./browser-like.mjs";

export function open({ url, count }) {
  const messages = webSocket({
    url,
    WebSocketCtor: Plain,
    binaryType: "arraybuffer",
    deserializer: ({ data }) => data,
  });
  messages.subscribe((data) => {
    if ((data.length ?? data.byteLength) > 0) count(1);
  });
}
