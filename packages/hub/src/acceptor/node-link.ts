// A link over `ws`.

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Accept, Link } from "./link.ts";

class NodeLink implements Link {
  readonly #socket: WebSocket;
  /** What `ws` reads and writes. */
  readonly #stream: Duplex;
  #room = 0;

  constructor(socket: WebSocket, stream: Duplex) {
    this.#socket = socket;
    this.#stream = stream;
  }

  get pending(): number {
    return this.#socket.bufferedAmount;
  }

  get sent(): number {
    const { bytesWritten = 0, writableLength } = this.#stream as Partial<Socket> & Duplex;
    return bytesWritten - writableLength;
  }

  send(frame: string, sent?: () => void): void {
    // `ws` gives an error to the callback where the link has ended: then `close` says so.
    this.#socket.send(frame, sent && (() => sent()));
  }

  /** Without compression `ws` writes each frame whole and at once, so others may go between its own. */
  write(frames: Uint8Array, sent?: () => void): void {
    // Behind a close frame there is nothing (RFC 6455 5.5.1); and `close` tells that the link has ended.
    if (this.#socket.readyState !== this.#socket.OPEN) sent?.();
    else this.#stream.write(frames, sent && (() => sent()));
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

/** Lets a socket of `ws` in, which has just opened on a stream. */
export function acceptSocket(socket: WebSocket, stream: Duplex, accept: Accept): void {
  const listener = accept(new NodeLink(socket, stream));
  // Binary frames are read as text, as the original did.
  socket.on("message", (data: Buffer) => listener.message(data.toString(), data.length));
  for (const event of ["ping", "pong"] as const) socket.on(event, () => listener.heard());
  socket.on("close", () => listener.closed());
  // `ws` ends the link after an error of the protocol, and `close` follows.
  socket.on("error", () => {});
}
