// Computes what the page shows of each feed: the figures of its session, its rate and its last value. It knows neither pool nor connection.

import type { Session } from "skep";
import { Meter } from "./meter.ts";
import { PROBE_INTERVAL } from "./session-options.ts";
import type { FeedView, View } from "./told.ts";

interface Gauge {
  readonly session: Session;
  readonly meter: Meter;
  value?: string;
  /** When it was read, by the monotonic clock. */
  readAt?: number;
}

export class Gauges {
  readonly #gauges: ReadonlyMap<string, Gauge>;
  #read = 0;
  /** How many dials there were at the last look, and when they were last more than before. */
  #dials = { count: 0, at: 0 };

  /** The sessions by the names of their feeds. */
  constructor(sessions: Iterable<readonly [id: string, session: Session]>) {
    this.#gauges = new Map(
      [...sessions].map(([id, session]) => [id, { session, meter: new Meter() }]),
    );
  }

  /** A message of that feed was read. */
  take(id: string, data: string | Uint8Array): void {
    this.#read++;
    const gauge = this.#gauges.get(id);
    if (gauge === undefined) return;
    gauge.value = String(data);
    gauge.readAt = performance.now();
  }

  view(): View {
    const now = performance.now();
    const feeds = [...this.#gauges].map(([id, gauge]) => viewOf(id, gauge, now));
    let dropped = 0;
    for (const { session } of this.#gauges.values()) dropped += session.stats().dropped;
    return { feeds, probeIn: this.#probeIn(feeds, now), read: this.#read, dropped };
  }

  #probeIn(feeds: readonly FeedView[], now: number): number {
    const count = feeds.reduce((sum, { dials }) => sum + dials, 0);
    if (count !== this.#dials.count) this.#dials = { count, at: now };
    return Math.max(0, this.#dials.at + PROBE_INTERVAL - now);
  }
}

function viewOf(id: string, gauge: Gauge, now: number): FeedView {
  const { session, meter, value, readAt } = gauge;
  const { state, received, rtt, retryIn, dials, connection } = session.stats();
  const { rate, history } = meter.look(received, now);
  const isUp = state === "connected" && connection !== undefined;
  return {
    id,
    state,
    history,
    value,
    rtt,
    retryIn,
    dials,
    silence: connection?.silence,
    // A link that is gone has no rate, although messages came in the last seconds.
    rate: isUp ? rate : undefined,
    age: readAt === undefined ? undefined : now - readAt,
    upFor: isUp ? Date.now() - connection.since : undefined,
  };
}
