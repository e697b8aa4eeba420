// Everything that the session machine can ask of its shell.

import type { Failure } from "../failure.ts";
import type { StopOptions } from "../peer.ts";
import type { Alarm } from "./input.ts";

export type Effect =
  /** Queue for the limiter as place number `place`. */
  | { readonly do: "enqueue"; readonly place: number; readonly automatic: boolean }
  /** Leave the limiter's queue. */
  | { readonly do: "leaveQueue" }
  /** Ask the providers and open a socket. */
  | {
      readonly do: "dial";
      readonly dial: number;
      readonly attempt: number;
    }
  /** Stop listening to the dial, send a close frame where its socket is open, and end the socket now. */
  | { readonly do: "abandon" }
  /** Start the closing handshake. */
  | { readonly do: "close"; readonly goodbye: StopOptions }
  /** Run the gate: messages are held, and `onOpen` is called. */
  | { readonly do: "runGate" }
  /** Deliver the messages that were held. */
  | { readonly do: "releaseHeld" }
  /** Drop the messages that were held. */
  | { readonly do: "discardHeld" }
  /** Send a ping frame. */
  | { readonly do: "ping" }
  /** Send the application's probe. */
  | { readonly do: "probe" }
  /** Ask the socket not to read. */
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  /** Hand waiting sends to the socket as far as it has room. */
  | { readonly do: "flush" }
  | { readonly do: "arm"; readonly alarm: Alarm; readonly ms: number }
  | { readonly do: "disarm"; readonly alarm: Alarm }
  | { readonly do: "emit"; readonly event: SessionEvent }
  /** The session is over; with a failure the peer is retired. `failedDials`: how many failed, where `initialRetries` is the reason. */
  | {
      readonly do: "settle";
      readonly failure: Failure | undefined;
      readonly failedDials?: number | undefined;
    }
  /** Report a fault of Skep itself: an input came that is impossible in this state, and so has no cell in the table. */
  | { readonly do: "fault"; readonly message: string };

/** What the session tells. */
export type SessionEvent =
  | { readonly type: "connected"; readonly dial: number; readonly protocol: string }
  | {
      readonly type: "disconnected";
      readonly dial: number;
      readonly failure: Failure;
      readonly retryIn: number | undefined;
    }
  | {
      readonly type: "dialfailed";
      readonly dial: number;
      readonly failure: Failure;
      readonly attempt: number;
      readonly retryIn: number | undefined;
    };
