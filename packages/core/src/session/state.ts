// The states of a session. A state owns its data: no field is meaningful only sometimes.

import type { Failure } from "../failure.ts";
import type { Memory } from "./memory.ts";

/** Not started. */
export interface Idle {
  readonly in: "idle";
  readonly memory: Memory;
}

/** Waits for the dial limiter. */
export interface Queued {
  readonly in: "queued";
  readonly memory: Memory;
  /** May be held while its origin is down. */
  readonly automatic: boolean;
}

/** Providers are asked, and one socket is being opened. */
export interface Dialing {
  readonly in: "dialing";
  readonly memory: Memory;
  readonly phase: "resolve" | "dial";
  /** When `dialTimeout` is over; infinite where there is none. */
  readonly until: number;
  /** A signal came meanwhile: should this dial fail, the next one comes soon. */
  readonly hasty: boolean;
}

/** The socket is open and the application's gate runs. */
export interface Opening {
  readonly in: "opening";
  readonly memory: Memory;
  readonly protocol: string;
  /** The link takes no more sends, for this reason: its end is awaited, and the gate cannot pass. */
  readonly end: Failure | undefined;
}

/** Messages pass. */
export interface Connected {
  readonly in: "connected";
  readonly memory: Memory;
  /** Where the current window of silence began, if nothing was heard since. */
  readonly window: number;
  /** When a signal cast doubt on the link; a heartbeat after it lifts the doubt. */
  readonly doubted: number | undefined;
  /** We asked the socket not to read. */
  readonly paused: boolean;
  /** The vital signs of these names at the last look. */
  readonly backlog: number;
  readonly taken: number;
  /** When the network was seen to take something of a backlog. */
  readonly movedAt: number;
  /** When a backlog that began to grow is looked at. */
  readonly lookAt: number;
}

/** The link takes no more sends, and its end is awaited for `closeTimeout`. What still arrives is read. */
export interface Ending {
  readonly in: "ending";
  readonly memory: Memory;
  /** Why: what is told of the end, unless the socket knows more by then. */
  readonly end: Failure;
  readonly paused: boolean;
}

/** Between two dials. */
export interface Waiting {
  readonly in: "waiting";
  readonly memory: Memory;
  /** When the wait is over. */
  readonly until: number;
  /** The server asked not to come back earlier; signals respect it. */
  readonly notBefore: number;
  /** What else must happen first: the inbox gets room, or the page comes back. */
  readonly hold: "none" | "inbox" | "frozen" | "both";
  /** The redial may be held while the origin is down. */
  readonly automatic: boolean;
}

/** We said goodbye and wait for the peer, briefly. */
export interface Closing {
  readonly in: "closing";
  readonly memory: Memory;
}

/** For good. */
export interface Stopped {
  readonly in: "stopped";
  readonly memory: Memory;
}

export type State =
  | Idle
  | Queued
  | Dialing
  | Opening
  | Connected
  | Ending
  | Waiting
  | Closing
  | Stopped;

export type StateName = State["in"];

/** The state of that name. */
export type In<S extends StateName> = Extract<State, { in: S }>;

/** How every session begins. */
export const idle: Idle = {
  in: "idle",
  memory: {
    dials: 0,
    entries: 0,
    attempt: 0,
    last: undefined,
    streak: undefined,
    hidden: false,
    wokenAt: -Infinity,
    dialedAt: -Infinity,
  },
};
