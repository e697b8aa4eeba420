// The socket of an upgrade that is being decided about. It is read meanwhile, as only a socket that is read shows that its client is gone.

import type { Duplex } from "node:stream";

/** Bytes that a client may send ahead of the answer. Overflow: it is not read until it is let in. */
const MOST_AHEAD = 4_096;

export class WaitingSocket {
  readonly #socket: Duplex;
  readonly #ahead: Buffer[];
  #bytes: number;
  readonly #gone = new AbortController();

  constructor(socket: Duplex, head: Buffer) {
    this.#socket = socket;
    this.#ahead = [head];
    this.#bytes = head.length;
    socket.on("data", this.#read);
    for (const event of GONE) socket.on(event, this.#end);
  }

  /** Aborts when the client is gone. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  readonly #read = (chunk: Buffer): void => {
    this.#ahead.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes > MOST_AHEAD) this.#socket.pause();
  };

  readonly #end = (): void => {
    this.#gone.abort();
    this.#socket.destroy();
  };

  /** Leaves the socket to others, and gives what it sent ahead. The caller takes both in the same turn. */
  release(): Buffer {
    this.#socket.off("data", this.#read);
    for (const event of GONE) this.#socket.off(event, this.#end);
    return Buffer.concat(this.#ahead);
  }

  /** The decision is no longer wanted. */
  abort(): void {
    this.#gone.abort();
  }
}

const GONE = ["end", "error", "close"] as const;
