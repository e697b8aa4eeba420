// Everything that can enter the session machine: commands of the application, facts of the world.

import type { Failure } from "../failure.ts";
import type { Signal } from "../environment.ts";
import type { StopOptions } from "../peer.ts";

/** The deadlines that a state may own. */
export type Alarm = "dial" | "keepalive" | "stable" | "drain" | "redial" | "close";

export type Input =
  // Commands.
  | { readonly type: "start" }
  | { readonly type: "stop"; readonly goodbye: StopOptions }
  | { readonly type: "redial" }
  // The limiter, about the place number `place`.
  | { readonly type: "admitted"; readonly place: number }
  /** The origin answers again after it was down. */
  | { readonly type: "reachable" }
  // The providers and the socket of dial number `dial`.
  | { readonly type: "resolved"; readonly dial: number }
  | { readonly type: "unresolved"; readonly dial: number; readonly failure: Failure }
  | { readonly type: "opened"; readonly dial: number; readonly protocol: string }
  | { readonly type: "closed"; readonly dial: number; readonly failure: Failure }
  /** The link takes no more sends: the peer began to close, or the socket refused a send. */
  | { readonly type: "ending"; readonly dial: number; readonly failure: Failure }
  /** The socket has room again. */
  | { readonly type: "drained"; readonly dial: number }
  // The application's gate.
  | { readonly type: "passed"; readonly dial: number }
  | { readonly type: "refused"; readonly dial: number; readonly failure: Failure }
  // The queues on both sides.
  /** A send waits for room in the socket's buffer, and none waited before. */
  | { readonly type: "sendQueued"; readonly dial: number }
  /** The socket has not sent all that it was given, and had no such backlog before. */
  | { readonly type: "backlogBegan"; readonly dial: number }
  /** The inbox answered `pause`: this peer is above its share. */
  | { readonly type: "pause"; readonly dial: number }
  /** The inbox is at its limit, and this link has to end. */
  | { readonly type: "full"; readonly dial: number }
  /** The inbox called `resume`: this peer's queue is at its low-water mark, and its socket may go on. */
  | { readonly type: "resume" }
  // Time and environment.
  | { readonly type: "due"; readonly alarm: Alarm }
  | { readonly type: "signal"; readonly signal: Signal };

export type InputType = Input["type"];

/** The input of that type. */
export type InputOf<T extends InputType> = Extract<Input, { type: T }>;
