// What makes one server different from the others.

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

export interface Scenario {
  /** Decides about an upgrade. Default: accepted at once. */
  answer?(upgrade: Upgrade): void;
  /** Runs each link. `stream` is the connection below it. */
  speak(socket: WebSocket, stream: Duplex): void;
}

/** One client at the door. Exactly one of the two is to be called, at any time. */
export interface Upgrade {
  readonly accept: () => void;
  /** With 503 and `Retry-After` in seconds. */
  readonly refuse: (retryAfter: number) => void;
}
