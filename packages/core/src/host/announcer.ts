// Tells what happens to sessions: to those who keep it, to the log, and to listeners, one event at a time.

import type { Clock } from "../base/clock.ts";
import type { LossReport } from "../inbox/loss-report.ts";
import type { LogContext, Logger } from "../logger.ts";
import type { Peer } from "../peer.ts";
import type { PoolEvent, PoolEventMap, PoolEventType } from "../pool/events.ts";
import { logRecord } from "./log-record.ts";

/** The receivers of records. */
export interface Audience {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly component: LogContext["component"];
  /** The application listens to events of this type, of that peer or of all. */
  readonly hears: (type: PoolEventType, peer: Peer | undefined) => boolean;
  /** Called at once for each record. */
  keep(record: PoolEvent): void;
  /** Called for a record when the earlier records were dispatched to all listeners. */
  dispatch(record: PoolEvent): void;
}

export class Announcer {
  readonly #audience: Audience;
  // Bounded by what the listeners of one event cause; empty when the outermost `tell` returns.
  readonly #untold: PoolEvent[] = [];

  constructor(audience: Audience) {
    this.#audience = audience;
  }

  /** A record that a listener causes is dispatched after the record that the listener was called for. */
  tell(record: PoolEvent): void {
    const audience = this.#audience;
    audience.keep(Object.freeze(record));
    logRecord(audience, record);
    this.#untold.push(record);
    if (this.#untold.length > 1) return;
    for (let next: PoolEvent | undefined = record; next !== undefined; next = this.#untold[0]) {
      audience.dispatch(next);
      this.#untold.shift();
    }
  }

  /** A peer lost messages. */
  overflow(peer: Peer, report: LossReport): void {
    const at = this.#audience.clock.wall();
    this.tell({ type: "overflow", id: peer.id, peer, at, dial: 0, ...report });
  }

  /** Code of the application threw. Where it was a listener, `during` is the event that it was called for. */
  threw(error: unknown, during?: Event): void {
    const { id, peer } = (during ?? {}) as Partial<PoolEventMap["connected"]>;
    const about = id !== undefined && peer !== undefined ? { id, peer } : {};
    const record = { type: "error", at: this.#audience.clock.wall(), ...about, error } as const;
    // A listener of `error` that throws would be told of itself for ever.
    if (during?.type === "error") logRecord(this.#audience, record);
    else this.tell(record);
  }
}
