// Who runs a session: its registration at a host, or a worker of the application around it. Types only.

import type { SessionOptions } from "../options/options.ts";
import type { Signal } from "../environment.ts";
import type { InboxListener, InboxWriter } from "../inbox-writer.ts";
import type { Dialer, DialRequest, Dialing, EventSink, PoolPlugin, Ticket } from "../worker.ts";
import type { AlarmTimers } from "./alarms.ts";
import type { Link } from "./link.ts";

/** What a session is given to work with. */
export interface SessionOwner {
  readonly id: string;
  readonly connectionConfig: SessionOptions;
  readonly inbox: InboxWriter;
  readonly events: EventSink;
  /** What it has in common with others. */
  readonly common: Pick<PoolPlugin, "clock" | "burst" | "random">;
  readonly timers: AlarmTimers;
  readonly dialer: SessionDialer;
  /** Calls in the async context in which the peer was registered. */
  inContext<T>(call: () => T): T;
  /** Subscribes the session to signals, to its inbox and to its dialer. */
  subscribe(session: SessionListener): void;
  /** In a microtask, once; `cause` where the session was given up. */
  workerEnded(cause: unknown): void;
}

/** Dials for a session, by an attempt that is its link. */
export interface SessionDialer extends Pick<Dialer, "enter"> {
  dial(ticket: Ticket, request: DialRequest, link: Link): Dialing;
}

/** What a session is told. */
export interface SessionListener extends InboxListener {
  hear(signal: Signal): void;
  /** Its origin answers again. */
  reachable(): void;
}
