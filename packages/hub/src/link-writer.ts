// Writes to the link of one client: what is to be sent within one turn of the event loop goes out together, in as few frames as it fits in.

import type { Link } from "./acceptor/link.ts";
import type { Batch } from "./batch.ts";
import type { Outlet } from "./core/input.ts";
import type { Piece } from "./payload.ts";
import type { Turn } from "./turn.ts";

export class LinkWriter implements Outlet {
  readonly client: string;
  readonly #link: Link;
  readonly #turn: Turn;
  // Bound: what the core lets wait for one client, and the answers to its requests.
  #batch: Batch | undefined;
  /** Called when what was written has left this process. It costs something, so only the writer of a slow client has it. */
  sent: (() => void) | undefined;

  constructor(client: string, link: Link, turn: Turn) {
    this.client = client;
    this.#link = link;
    this.#turn = turn;
  }

  /** Bytes that wait, here or in the link. */
  get pending(): number {
    return (this.#batch?.bytes ?? 0) + this.#link.pending;
  }

  /** Sent at the end of the turn, or by `flush` before. */
  write(piece: Piece): void {
    const batch = this.#batch;
    if (batch === undefined) this.#turn.add(this);
    this.#batch = (batch ?? this.#turn.batch).and(piece);
  }

  /** Sends what waits. */
  flush(): void {
    const batch = this.#batch;
    const { sent } = this;
    this.#batch = undefined;
    if (batch === undefined) return;
    if (this.#link.write === undefined) this.#send(batch.texts, sent);
    else this.#link.write(batch.frames, sent);
  }

  #send(texts: readonly string[], sent: (() => void) | undefined): void {
    const last = texts.length - 1;
    for (const [index, text] of texts.entries())
      this.#link.send(text, index === last ? sent : undefined);
  }
}
