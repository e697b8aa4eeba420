// A link over `ws`: a socket of it that is a link itself, and tells its listener without listeners of its own. That saves 800 bytes a client.

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Accept, Link, LinkListener } from "./link.ts";

/** Made by a `WebSocketServer` without compression: then `ws` writes each frame whole and at once, and others may go between its own. */
export class NodeLink extends WebSocket implements Link {
  /** What `ws` reads and writes; there from `begin` on, as is the listener. */
  #stream: Duplex | undefined;
  #listener: LinkListener | undefined;
  #limiter: ((chunk: Buffer) => void) | undefined;

  /** Lets the client in, when the link has opened on this stream. */
  begin(stream: Duplex, accept: Accept): void {
    this.#stream = stream;
    this.#listener = accept(this);
  }

  /** All that `ws` tells. After an error of the protocol it ends the link, and `close` follows. */
  override emit(event: string | symbol, ...told: unknown[]): boolean {
    const listener = this.#listener;
    if (event === "message") this.#message(told[0] as Buffer);
    if (event === "ping" || event === "pong") listener?.heard();
    if (event === "close") listener?.closed();
    return listener !== undefined;
  }

  /** Binary frames are read as text, as the original did. */
  #message(data: Buffer): void {
    this.#listener?.message(data.toString(), data.length);
  }

  get pending(): number {
    return this.bufferedAmount;
  }

  get sent(): number {
    const { bytesWritten = 0, writableLength = 0 } = (this.#stream ?? {}) as Partial<Socket>;
    return bytesWritten - writableLength;
  }

  write(frames: Uint8Array, sent?: () => void): void {
    // Behind a close frame there is nothing (RFC 6455 5.5.1); and `close` tells that the link has ended.
    if (this.readyState !== this.OPEN) sent?.();
    else this.#stream?.write(frames, sent && (() => sent()));
  }

  limit(bytes: number | undefined): void {
    if (this.#limiter !== undefined) this.#stream?.off("data", this.#limiter);
    if (bytes === undefined) return;
    let room = bytes;
    this.#limiter = (chunk) => {
      room -= chunk.length;
      if (room < 0) this.terminate();
    };
    // Before `ws` keeps it.
    this.#stream?.prependListener("data", this.#limiter);
  }
}
