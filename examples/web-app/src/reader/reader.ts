// Read this first: one pool, one inbox, and the events. It runs in a page and in workers alike, and knows of neither.

import { type Peer, Pool } from "skep";
import { FEEDS, feedPath, PROBE } from "../feeds.ts";
import { lineOf } from "./event-words.ts";
import { Meter } from "./meter.ts";
import type { FeedView, LogLine, View } from "./told.ts";

export interface ReaderParts {
  /** Where the feeds are, such as `ws://127.0.0.1:8137`. */
  readonly origin: string;
  readonly onView: (view: View) => void;
  readonly onLine: (line: LogLine) => void;
}

/** Milliseconds: four views a second, one a second in a hidden page. */
const VIEW_INTERVAL = 250;

export class Reader {
  // Shorter than the defaults, so that a minute shows it all.
  readonly #pool = new Pool({
    pingInterval: 1_000,
    keepaliveTimeout: 5_000,
    probe: { message: () => PROBE.question, isAnswer: (data) => data === PROBE.answer },
    retry: { initialDelay: 1_000, maxDelay: 5_000 },
  });
  readonly #peers: readonly Peer[];
  readonly #meters = new Map<string, Meter>();
  readonly #values = new Map<string, string>();
  #read = 0;

  constructor({ origin, onView, onLine }: ReaderParts) {
    void this.#tellEvents(onLine);
    this.#peers = FEEDS.map(({ id }) => this.#pool.connect({ id, url: origin + feedPath(id) }));
    void this.#readInbox();
    setInterval(() => onView(this.view()), VIEW_INTERVAL);
  }

  redial(id: string): void {
    this.#pool.get(id)?.redial();
  }

  view(): View {
    const now = performance.now();
    const feeds = this.#peers.map((peer) => this.#viewOf(peer, now));
    return { feeds, read: this.#read, dropped: this.#pool.stats().dropped };
  }

  /** All messages, of all feeds, whether or not anybody looks. */
  async #readInbox(): Promise<void> {
    for await (const batch of this.#pool.inbox.batches())
      for (const { id, data } of batch) {
        this.#read++;
        this.#values.set(id, String(data));
      }
  }

  async #tellEvents(onLine: ReaderParts["onLine"]): Promise<void> {
    for await (const event of this.#pool.events) onLine(lineOf(event));
  }

  #viewOf(peer: Peer, now: number): FeedView {
    const { id, state, received, rtt, retryIn, dials, connection } = peer.stats();
    const pace = this.#meterOf(id).look(received, now);
    const value = this.#values.get(id);
    return { id, state, ...pace, value, rtt, silence: connection?.silence, retryIn, dials };
  }

  #meterOf(id: string): Meter {
    const meter = this.#meters.get(id) ?? new Meter();
    this.#meters.set(id, meter);
    return meter;
  }
}
