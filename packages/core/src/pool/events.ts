// What a pool tells, as records and as events that carry the same facts.

import { withHeaders } from "../base/with-headers.ts";
import type { LinkError } from "../errors.ts";
import type { DropCause } from "../inbox/loss-report.ts";
import type { InboxOptions } from "../options/options.ts";
import type { Peer } from "../peer.ts";
import type { OpenInfo } from "../transport.ts";
import type { WaitOptions } from "../base/wait-options.ts";

/** The members of every record about a peer. */
interface AboutPeer {
  readonly id: string;
  /** The registration; tells two generations of one id apart. */
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The number of the dial that it is about; 0 where there is none. */
  readonly dial: number;
}

/** The peer can be sent to, and its messages pass. Alternates with `disconnected`. */
export interface ConnectedRecord extends AboutPeer {
  readonly type: "connected";
  /** The subprotocol that the server chose, or "". */
  readonly protocol: string;
  /** Times that this registration has been connected, this one included: above 1 it came back. */
  readonly connects: number;
  /**
   * Headers of the answer to the upgrade, names in lower case; undefined where the transport cannot see them. Not
   * enumerable, as a server may set cookies: neither JSON nor a log prints them.
   */
  readonly headers?: OpenInfo["headers"] | undefined;
}

/** The members that `disconnected` and `dialfailed` share. */
interface EndRecord extends AboutPeer {
  readonly cause: LinkError;
  /** The close code that the peer sent, if it did. */
  readonly code: number | undefined;
  /** The peer's close reason, which is the peer's own text and may hold anything; without one, a description of the cause. */
  readonly reason: string;
  /** Milliseconds until the next dial; undefined when none is planned. */
  readonly retryIn: number | undefined;
}

/** The peer can no longer be sent to. */
export interface DisconnectedRecord extends EndRecord {
  readonly type: "disconnected";
}

/** A dial, or the gate after it, failed. */
export interface DialFailedRecord extends EndRecord {
  readonly type: "dialfailed";
  /** The number of this attempt since the last stable link, from 1; the loss of that link counts as one. */
  readonly attempt: number;
}

/** The peer was given up and is registered no longer. Not told for `remove` and `close`. */
export interface RetiredRecord extends AboutPeer {
  readonly type: "retired";
  /** Why; undefined when its worker ended by itself without an error. */
  readonly cause: unknown;
  /** Peers that are left in the pool. */
  readonly remaining: number;
}

/** Messages of this peer were lost here. Told at once, then at most once a second; the numbers add up. */
export interface OverflowRecord extends AboutPeer {
  readonly type: "overflow";
  /** Messages lost since the last such record of this peer. */
  readonly dropped: number;
  /** Messages of this peer lost in all. */
  readonly total: number;
  readonly why: DropCause;
  /** What decided where `why` is `overflow`: `inbox.overflow`, or `drop-oldest` in its place while nobody has ever read. */
  readonly policy: InboxOptions["overflow"];
}

/** Something the application should know and Skep can live with. */
export interface WarningRecord extends Partial<AboutPeer> {
  readonly type: "warning";
  readonly at: number;
  readonly message: string;
}

/** Code of the application, or a part that it brought, threw where it must not. Nothing else was harmed. */
export interface ErrorRecord extends Partial<AboutPeer> {
  readonly type: "error";
  readonly at: number;
  readonly error: unknown;
}

/** One frozen fact of the pool's life, as `pool.events` gives it. */
export type PoolEvent = (
  | ConnectedRecord
  | DisconnectedRecord
  | DialFailedRecord
  | RetiredRecord
  | OverflowRecord
  | WarningRecord
  | ErrorRecord
) & {
  /** How many older records this iterator lost just before this one. */
  readonly missed?: number;
};

/**
 * The records of a pool. Each iterator gives the records that come after it was made.
 *
 * Bound: `events.capacity` records that an iterator has not read. Above it the oldest are dropped, and the `missed` of the next record
 * that is read says how many. 1,024 calls of `next()` may be open at once, over all iterators; one more rejects with a `BackpressureError`.
 */
export interface PoolEvents extends AsyncIterable<PoolEvent> {
  /** The same as iterating the events, until `signal` aborts: open and later calls of `next()` reject with its reason. */
  records(options?: WaitOptions): AsyncIterable<PoolEvent>;
}

/** The names of the events. */
export type PoolEventType = PoolEvent["type"];

// As a record, so that a new type does not compile until it is here.
const ALL: Record<PoolEventType, true> = {
  connected: true,
  disconnected: true,
  dialfailed: true,
  retired: true,
  overflow: true,
  warning: true,
  error: true,
};

/** The types of all events of a pool, and of a session. */
export const POOL_EVENT_TYPES: readonly PoolEventType[] = Object.keys(ALL) as PoolEventType[];

type RecordOf<T extends PoolEventType> = Extract<PoolEvent, { type: T }>;

/** The event of that type: an `Event` that carries the record's facts. */
export type PoolEventOf<T extends PoolEventType> = Event & Readonly<Omit<RecordOf<T>, "missed">>;

/** Events of `Pool` by type. */
export type PoolEventMap = { [T in PoolEventType]: PoolEventOf<T> };

/** Events that a session tells of itself, by type; those of a connection carry neither `id` nor `peer`. */
export type SessionEventMap = {
  [T in Exclude<PoolEventType, "retired">]: Event & Readonly<Omit<RecordOf<T>, PoolOnly>>;
} & { retired: Event & Readonly<Omit<RecordOf<"retired">, PoolOnly | "remaining">> };

/** The members of a record that the events of a session do not have. */
type PoolOnly = "id" | "peer" | "missed";

/** One class for all, as Node 20 has no `CloseEvent` or `ErrorEvent` and none of theirs would fit. */
export class SkepEvent extends Event {
  constructor(record: PoolEvent) {
    const { type, ...facts } = record;
    super(type);
    withHeaders(Object.assign(this, facts), (record as Partial<ConnectedRecord>).headers);
  }
}
