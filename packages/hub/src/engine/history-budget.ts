// The bytes of all histories together. Beyond the budget the oldest message of all channels is dropped; its channel tells it as trimmed.

import type { EngineMessage } from "./engine.ts";

/** Who can drop its oldest message. */
interface Owner {
  dropOldest(): void;
}

/** A kept message, between the next older and the next newer one of all channels. */
export class KeptMessage {
  readonly message: EngineMessage;
  readonly owner: Owner;
  older: KeptMessage | undefined;
  newer: KeptMessage | undefined;

  constructor(message: EngineMessage, owner: Owner) {
    this.message = message;
    this.owner = owner;
  }
}

/** About what a message costs beside its payload, in bytes: the objects around it. */
const OVERHEAD = 250;

/** Bound: `most` bytes. Each operation costs the same, however many messages are kept. */
export class HistoryBudget {
  readonly #most: number;
  #oldest: KeptMessage | undefined;
  #newest: KeptMessage | undefined;
  bytes = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(kept: KeptMessage): void {
    kept.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = kept;
    else this.#newest.newer = kept;
    this.#newest = kept;
    this.bytes += costOf(kept);
    while (this.bytes > this.#most) this.#oldest?.owner.dropOldest();
  }

  remove(kept: KeptMessage): void {
    const { older, newer } = kept;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    kept.older = kept.newer = undefined;
    this.bytes -= costOf(kept);
  }
}

/** Text takes one byte a character where all of it is Latin-1, otherwise two. Counted are two, as nobody looks. */
function costOf({ message }: KeptMessage): number {
  return OVERHEAD + 2 * message.payload.length;
}
