// The inboxes of one pool: its own, and those that its peers were given by the application.

import { ConfigError } from "../errors.ts";
import { BaseInbox } from "../inbox/inbox.ts";
import type { PeerOptions } from "../options/host-options.ts";
import { INBOX } from "../words/requirements.ts";

export class PoolInboxes {
  readonly #own: BaseInbox;
  // Bounded by what the application makes and does not end.
  readonly #given = new Set<BaseInbox>();

  constructor(own: BaseInbox) {
    this.#own = own;
  }

  /** Throws a `ConfigError` for an inbox that has ended or belongs to another pool. */
  check({ inbox }: Pick<PeerOptions, "inbox">): void {
    if (inbox === undefined || inbox === this.#own) return;
    const isUsable = inbox instanceof BaseInbox && !inbox.isEnded && inbox.isFor(this);
    if (!isUsable) throw new ConfigError("inbox", INBOX, typeof inbox);
  }

  /** The inbox of a peer whose options were checked. */
  select({ inbox }: Pick<PeerOptions, "inbox">): BaseInbox {
    const given = (inbox ?? this.#own) as BaseInbox;
    if (given === this.#own) return given;
    for (const other of this.#given) if (other.isEnded) this.#given.delete(other);
    given.belongTo(this);
    this.#given.add(given);
    return given;
  }

  /** Readers are done when they have read what waits. */
  end(): void {
    for (const inbox of [this.#own, ...this.#given]) inbox.end();
    this.#given.clear();
  }
}
