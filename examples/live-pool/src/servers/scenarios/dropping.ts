// Ends each link after some seconds: in turn with a goodbye (1012, service restart) and without one.

import type { WebSocket } from "ws";
import type { Scenario } from "../scenario.ts";
import { between, talk } from "../speech.ts";

export function dropping(): Scenario {
  let links = 0;
  return {
    speak(socket) {
      talk(socket, 50);
      const end = links++ % 2 === 0 ? sayGoodbye : hangUp;
      const timer = setTimeout(() => end(socket), between(3_000, 6_000));
      socket.once("close", () => clearTimeout(timer));
    },
  };
}

function sayGoodbye(socket: WebSocket): void {
  socket.close(1012, "service restart");
}

function hangUp(socket: WebSocket): void {
  socket.terminate();
}
