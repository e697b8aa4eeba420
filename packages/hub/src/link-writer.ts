// Writes to one link: what is to be sent within one turn of the event loop goes out together, in as few frames as it fits in.

import type { Link } from "./acceptor/link.ts";
import type { Batch } from "./batch.ts";
import type { Piece } from "./payload.ts";

export class LinkWriter {
  readonly #link: Link;
  // Bound: what the core lets wait for one client, and the answers to its requests.
  #batch: Batch | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Bytes that wait, here or in the link. */
  get pending(): number {
    return (this.#batch?.bytes ?? 0) + this.#link.pending;
  }

  get isEmpty(): boolean {
    return this.#batch === undefined;
  }

  /** `turn` is the list without messages from which all of this turn come. */
  add(piece: Piece, turn: Batch): void {
    this.#batch = (this.#batch ?? turn).and(piece);
  }

  /** Sends what waits; `sent` is called when the last of it has left this process. */
  flush(sent?: () => void): void {
    const batch = this.#batch;
    this.#batch = undefined;
    if (batch === undefined) sent?.();
    else if (this.#link.write === undefined) this.#send(batch.texts, sent);
    else this.#link.write(batch.frames, sent);
  }

  #send(texts: readonly string[], sent: (() => void) | undefined): void {
    const last = texts.length - 1;
    for (const [index, text] of texts.entries())
      this.#link.send(text, index === last ? sent : undefined);
  }
}
