// Computes what the page shows of each feed: the figures of its session, its rate and its last value. It knows neither pool nor connection.

import type { Session } from "skep";
import { Meter } from "./meter.ts";
import type { FeedView, View } from "./told.ts";

interface Gauge {
  readonly session: Session;
  readonly meter: Meter;
  value?: string;
}

export class Gauges {
  readonly #gauges: ReadonlyMap<string, Gauge>;
  #read = 0;

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
    if (gauge !== undefined) gauge.value = String(data);
  }

  view(): View {
    const now = performance.now();
    const feeds = [...this.#gauges].map(([id, gauge]) => viewOf(id, gauge, now));
    let dropped = 0;
    for (const { session } of this.#gauges.values()) dropped += session.stats().dropped;
    return { feeds, read: this.#read, dropped };
  }
}

function viewOf(id: string, { session, meter, value }: Gauge, now: number): FeedView {
  const { state, received, rtt, retryIn, dials, connection } = session.stats();
  const pace = meter.look(received, now);
  return { id, state, ...pace, value, rtt, silence: connection?.silence, retryIn, dials };
}
