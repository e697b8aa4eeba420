// Read this first: one pool, one inbox, and the events. It runs in a page and in workers alike, and knows of neither.

import { Pool } from "skep";
import { FEEDS, feedPath } from "../feeds.ts";
import { lineOf } from "./event-words.ts";
import { Gauges } from "./gauges.ts";
import type { Reader, ReaderParts } from "./reader.ts";
import { PROBE_INTERVAL, SESSION } from "./session-options.ts";
import type { View } from "./told.ts";

export class PoolReader implements Reader {
  readonly #pool = new Pool({ ...SESSION, dialing: { probeInterval: PROBE_INTERVAL } });
  readonly #gauges: Gauges;

  constructor({ origin, onLine }: ReaderParts) {
    void this.#tellEvents(onLine);
    const peers = FEEDS.map(({ id }) => this.#pool.connect({ id, url: origin + feedPath(id) }));
    this.#gauges = new Gauges(peers.map((peer) => [peer.id, peer]));
    void this.#readInbox();
  }

  redial(id: string): void {
    this.#pool.get(id)?.redial();
  }

  view(): View {
    return this.#gauges.view();
  }

  /** All messages, of all feeds, whether or not anybody looks. */
  async #readInbox(): Promise<void> {
    for await (const batch of this.#pool.inbox.batches())
      for (const { id, data } of batch) this.#gauges.take(id, data);
  }

  async #tellEvents(onLine: ReaderParts["onLine"]): Promise<void> {
    for await (const event of this.#pool.events) onLine(lineOf(event, event.id));
  }
}
