// Writes to one link: what is to be sent within one turn of the event loop goes out together, in as few frames as it fits in.

import { framesOf, type Piece } from "@skep/protocol";
import type { Link } from "./acceptor/link.ts";

export class LinkWriter {
  readonly #link: Link;
  // Bound: what the core lets wait for one client, and the answers to its requests.
  #pieces: Piece[] = [];
  #bytes = 0;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Bytes that wait, here or in the link. */
  get pending(): number {
    return this.#bytes + this.#link.pending;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  add(piece: Piece): void {
    this.#pieces.push(piece);
    this.#bytes += piece.bytes;
  }

  /** Sends what waits; `sent` is called when the last of it has left this process. */
  flush(sent?: () => void): void {
    const frames = framesOf(this.#pieces);
    this.#pieces = [];
    this.#bytes = 0;
    const last = frames.pop();
    for (const frame of frames) this.#link.send(frame);
    if (last !== undefined) this.#link.send(last, sent);
    else sent?.();
  }
}
