// A link over `ws`: a socket of it that is a link itself, and tells its listener without listeners of its own. That saves 800 bytes a client.

import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { Accept, Link, LinkListener } from "./link.ts";

/** What a server of `ws` has to be told for these links: compression costs memory for each, and they answer pings by themselves. */
export const NODE_LINKS = { perMessageDeflate: false, autoPong: false } as const;

/** Bytes that may wait when a ping is answered. Overflow: of all pings that come meanwhile, the latest is answered when they have left. */
const MOST_BEFORE_PONG = 65_536;

/**
 * Made by a `WebSocketServer` without compression and without tracking: then `ws` writes each frame whole and at once, so others may go between its
 * own, and it listens to no event of a socket.
 */
export class NodeLink extends WebSocket implements Link {
  /** What `ws` reads and writes; there from `begin` on, as is the listener. */
  #stream: Duplex | undefined;
  #listener: LinkListener | undefined;
  #limiter: ((chunk: Buffer) => void) | undefined;
  /** The latest ping that could not be answered yet. */
  #asked: Buffer | undefined;

  /** Lets the client in, when the link has opened on this stream. */
  begin(stream: Duplex, accept: Accept): void {
    this.#stream = stream;
    this.#listener = accept(this);
  }

  /** All that `ws` tells. After an error of the protocol it ends the link, and `close` follows. */
  override emit(event: string | symbol, ...told: unknown[]): boolean {
    const listener = this.#listener;
    if (event === "message") this.#message(told[0] as Buffer);
    if (event === "ping") this.#pinged(told[0] as Buffer);
    if (event === "ping" || event === "pong") listener?.heard();
    if (event === "close") listener?.closed();
    return listener !== undefined;
  }

  /** Binary frames are read as text, as the original did. */
  #message(data: Buffer): void {
    this.#listener?.message(data.toString(), data.length);
  }

  /** A client that does not read what it is answered must not fill the memory (RFC 6455 5.5.3 allows this). */
  #pinged(data: Buffer): void {
    if (this.pending <= MOST_BEFORE_PONG) return this.pong(data);
    if (this.#asked === undefined) this.#stream?.once("drain", () => this.#answer());
    this.#asked = data;
  }

  #answer(): void {
    const data = this.#asked;
    this.#asked = undefined;
    if (this.readyState === this.OPEN) this.pong(data);
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
