// The owner of a session: its registration at a host, or a worker of the application that contains it. Types only.

import type { SessionOptions } from "../options/options.ts";
import type { Signal } from "../environment.ts";
import type { InboxListener, InboxWriter } from "../inbox-writer.ts";
import type { Dialer, DialRequest, Dialing, EventSink, PoolPlugin, Ticket } from "../worker.ts";
import type { AlarmTimers } from "./alarms.ts";
import type { Link } from "./link.ts";

/** What a session needs of its owner. */
export interface SessionOwner {
  readonly id: string;
  readonly connectionConfig: SessionOptions;
  readonly inbox: InboxWriter;
  readonly events: EventSink;
  /** The parts that all sessions of a host share. */
  readonly common: Pick<PoolPlugin, "clock" | "burst" | "random">;
  readonly timers: AlarmTimers;
  readonly dialer: SessionDialer;
  /** Calls in the async context in which the peer was registered. */
  inContext<T>(call: () => T): T;
  /** Subscribes the session to signals, to its inbox and to its dialer. */
  subscribe(session: SessionListener): void;
  /** Called once, in a microtask, when the session has ended. `cause` is the error for which it was given up, if it was. */
  workerEnded(cause: unknown): void;
}

/** The dialer of a session. The link that it gets is the dial attempt itself, and reports to its session. */
export interface SessionDialer extends Pick<Dialer, "enter"> {
  dial(ticket: Ticket, request: DialRequest, link: Link): Dialing;
}

/** The reports that a session gets. */
export interface SessionListener extends InboxListener {
  hear(signal: Signal): void;
  /** The origin answers again after it was down. */
  reachable(): void;
}
