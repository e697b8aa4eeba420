// A link over `ws`.

import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Accept, Link } from "./link.ts";

class NodeLink implements Link {
  readonly #socket: WebSocket;
  /** What `ws` reads. */
  readonly #stream: Duplex;
  #room = 0;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
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

  limit(bytes: number | undefined): void {
    this.#stream.off("data", this.#count);
    if (bytes === undefined) return;
    this.#room = bytes;
    // Before `ws` keeps it.
    this.#stream.prependListener("data", this.#count);
  }

  readonly #count = (chunk: Buffer): void => {
    this.#room -= chunk.length;
    if (this.#room < 0) this.terminate();
  };

  terminate(): void {
    this.#socket.terminate();
  }
}

/** Lets a socket of `ws` in, which has just opened. */
export function acceptSocket(socket: WebSocket, stream: Duplex, accept: Accept): void {
  const listener = accept(new NodeLink(socket, stream));
  // Binary frames are read as text, as the original did.
  socket.on("message", (data: Buffer) => listener.message(data.toString()));
  for (const event of ["ping", "pong"] as const) socket.on(event, () => listener.heard());
  socket.on("close", () => listener.closed());
  // `ws` ends the link after an error of the protocol, and `close` follows.
  socket.on("error", () => {});
}
