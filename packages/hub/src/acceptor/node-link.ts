// A link over `ws`.

import type { WebSocket } from "ws";
import type { Accept, Link } from "./link.ts";

class NodeLink implements Link {
  readonly #socket: WebSocket;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  get pending(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string, sent?: () => void): void {
    // `ws` gives an error to the callback where the link has ended: then `close` says so.
    this.#socket.send(frame, sent && (() => sent()));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  ping(): void {
    this.#socket.ping();
  }

  terminate(): void {
    this.#socket.terminate();
  }
}

/** Lets a socket of `ws` in, which has just opened. */
export function acceptSocket(socket: WebSocket, accept: Accept): void {
  const listener = accept(new NodeLink(socket));
  // Binary frames are read as text, as the original did.
  socket.on("message", (data: Buffer) => listener.message(data.toString()));
  for (const event of ["ping", "pong"] as const) socket.on(event, () => listener.heard());
  socket.on("close", () => listener.closed());
  // `ws` ends the link after an error of the protocol, and `close` follows.
  socket.on("error", () => {});
}
