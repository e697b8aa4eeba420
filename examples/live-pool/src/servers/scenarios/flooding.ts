// As many messages as its socket takes: only a reader that pauses keeps it from filling all memory.

import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Scenario } from "../scenario.ts";
import { numbered } from "../speech.ts";

/** Bytes that may wait here before it waits for the client. */
const FULL = 65_536;
/** Messages in one go, after which pings are answered. */
const SLICE = 200;
/** Characters of a message. */
const LENGTH = 500;

export function flooding(): Scenario {
  return { speak: pour };
}

function pour(socket: WebSocket, stream: Duplex): void {
  const next = numbered(LENGTH);
  const more = (): void => {
    for (let left = SLICE; left > 0; left--) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > FULL) return void stream.once("drain", more);
      socket.send(next());
    }
    setImmediate(more);
  };
  more();
}
