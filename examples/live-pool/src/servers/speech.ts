// How servers talk: numbered messages, as long as the link is open.

import type { WebSocket } from "ws";

/** Sends a message each `interval` milliseconds, the first one at once. */
export function talk(socket: WebSocket, interval: number): void {
  const next = numbered();
  socket.send(next());
  const timer = setInterval(() => socket.send(next()), interval);
  socket.once("close", () => clearInterval(timer));
}

/** Messages with a number, from 1, and so many characters more. */
export function numbered(more: number = 0): () => string {
  const rest = more === 0 ? "" : `,"rest":"${"~".repeat(more)}"`;
  let number = 0;
  return () => `{"n":${++number}${rest}}`;
}

/** A whole number of milliseconds in a range. */
export function between(least: number, most: number): number {
  return Math.round(least + Math.random() * (most - least));
}
