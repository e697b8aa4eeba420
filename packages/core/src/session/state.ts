// The states of a session. Each state has only the fields that mean something in it.

import type { Failure } from "../failure.ts";
import type { Memory } from "./memory.ts";

/** Not started. */
export interface Idle {
  readonly in: "idle";
  readonly memory: Memory;
}

/** The session waits for the dial limiter. */
export interface Queued {
  readonly in: "queued";
  readonly memory: Memory;
  /** Nobody asked for this dial, so the limiter may hold it while the origin is down. */
  readonly automatic: boolean;
}

/** Providers are asked, and one socket is being opened. */
export interface Dialing {
  readonly in: "dialing";
  readonly memory: Memory;
  readonly phase: "resolve" | "dial";
  /** When `dialTimeout` is over; infinite where there is none. */
  readonly until: number;
  /** A signal came during this dial: its deadline was shortened, and if it fails, the next dial comes soon. */
  readonly signalled: boolean;
}

/** The socket is open and the application's gate runs. */
export interface Opening {
  readonly in: "opening";
  readonly memory: Memory;
  readonly protocol: string;
  /** Why the link ends, where it takes no more sends. Its end is awaited, and the gate cannot pass any more. */
  readonly end: Failure | undefined;
}

/** Messages pass. */
export interface Connected {
  readonly in: "connected";
  readonly memory: Memory;
  /** Silence counts from here, or from the last heartbeat if that is later. */
  readonly silenceStart: number;
  /** When a signal cast doubt on the link; a heartbeat after it lifts the doubt. */
  readonly doubtedAt: number | undefined;
  /** We asked the socket not to read. */
  readonly paused: boolean;
  /** `backlog` and `taken` of the link's activity at the last check. */
  readonly lastBacklog: number;
  readonly lastTaken: number;
  /** The last check at which the network had taken a part of a backlog. */
  readonly backlogMovedAt: number;
  /** When the peer is asked next; infinite where it is not asked. */
  readonly nextAskAt: number;
  /** When the alarm `keepalive` is due; infinite where it is not armed. */
  readonly alarmAt: number;
}

/** The link takes no more sends, and its end is awaited for `closeTimeout`. What still arrives is read. */
export interface Ending {
  readonly in: "ending";
  readonly memory: Memory;
  /** The failure that is told, unless the socket reports one that says more. */
  readonly end: Failure;
  readonly paused: boolean;
}

/** The session is between two dials. */
export interface Waiting {
  readonly in: "waiting";
  readonly memory: Memory;
  /** When the wait is over. */
  readonly until: number;
  /** The server asked for no dial before this moment. Signals respect it. */
  readonly notBefore: number;
  /** What has to happen before the next dial, beside the passing of time: the inbox has room, the frozen page comes back, or both. */
  readonly blockedBy: "none" | "inbox" | "frozen" | "both";
  /** As in `Queued`, for the dial after this wait. */
  readonly automatic: boolean;
}

/** We have sent a close frame, and wait for the peer's for `closeTimeout`. */
export interface Closing {
  readonly in: "closing";
  readonly memory: Memory;
}

/** The session is over. */
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
export type StateOf<S extends StateName> = Extract<State, { in: S }>;

/** How every session begins. */
export const idle: Idle = {
  in: "idle",
  memory: {
    dials: 0,
    places: 0,
    attempt: 0,
    lastFailure: undefined,
    streak: undefined,
    initialDials: 0,
    hidden: false,
    signalledAt: -Infinity,
    dialedAt: -Infinity,
  },
};
