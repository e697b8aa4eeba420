// What can go wrong with one dial, as data. Types only: who reads them decides when.

import type { DialTarget } from "@skep/core";

/**
 * What goes wrong with which dial: the same with all of them; with the first, the second and so on, and
 * nothing with those after the list; or what a function says of each.
 *
 * A function that throws, or says what is no `DialFaults`, ends that dial: the report carries the error.
 */
export type FaultScript =
  | DialFaults
  | readonly (DialFaults | undefined)[]
  | ((dial: ScriptedDial) => DialFaults | undefined);

/** The dial that a script is asked about. */
export interface ScriptedDial {
  /** Which dial of this transport it is, from 1. */
  readonly number: number;
  readonly target: DialTarget;
}

/** The faults of one dial; what is left out goes as it goes. All times are milliseconds of the given clock. */
export interface DialFaults {
  /** How the upgrade is answered. Default: as the peer answers it. */
  readonly answer?: AnswerFault;
  /** How long everything is on its way over the link, each way; the answer to the upgrade takes both. Default 0. */
  readonly latency?: number;
  /** The link goes dead and nobody is told. */
  readonly halfOpen?: HalfOpenFault;
  /** The link is lost without a close frame. */
  readonly cut?: CutFault;
  /** How `closed` is told. */
  readonly ending?: EndingFault;
  /** `send` throws. */
  readonly send?: SendFault;
  /**
   * How long what is sent stays in `bufferedAmount` before the network takes it; `drained` is told then.
   * `Infinity` is for ever. Where the transport does not know `bufferedAmount`, it is only late. Default 0.
   */
  readonly slowDrain?: number;
  /** `pause` is there and does nothing, as on platforms that read on. */
  readonly pause?: "ignored";
  /** The machine sleeps: the clock, which has to be one with `jump`, moves and no timer fires on the way. */
  readonly jump?: JumpFault;
}

/** How the upgrade is answered, `after` so many milliseconds (default 0). The peer hears of the dial only in the case of `accept`. */
export type AnswerFault =
  /** As the peer answers it, later. */
  | { readonly kind: "accept"; readonly after?: number }
  /** Not at all: nobody listens, the name is unknown, the network is down. `error` is what the platform says of it. */
  | { readonly kind: "refuse"; readonly after?: number; readonly error?: unknown }
  /** With an HTTP status and headers, which are told where the transport `can.status`. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly after?: number;
    }
  /** Never. */
  | { readonly kind: "hang" };

/** Which way of a link: to us, from us, or both. */
export type Way = "inbound" | "outbound" | "both";

/**
 * Nothing passes any more. What is on its way is held, as TCP holds it: `heal` lets it through, in order;
 * the end of the link loses it. Held without a bound.
 */
export interface HalfOpenFault {
  readonly way: Way;
  /** Default: from `opened` on. */
  readonly after?: Milestone;
}

/** The link ends with 1006; what is on its way is lost. */
export interface CutFault {
  readonly after: Milestone;
  /** What the platform says of it. */
  readonly error?: unknown;
}

/** `send` throws `throws`, and nothing is sent. */
export interface SendFault {
  readonly throws: unknown;
  /** Default: always. */
  readonly after?: Milestone;
}

/** The clock moves by `by` at once. */
export interface JumpFault {
  readonly by: number;
  /** Default: at `opened`. */
  readonly after?: Milestone;
}

/**
 * How far a link has come since it was opened. A message inside of which the byte lies comes after the milestone;
 * one that ends with it, before.
 */
export type Milestone =
  /** So many messages were told. */
  | { readonly received: number }
  | { readonly receivedBytes: number }
  /** So many messages were handed over. */
  | { readonly sent: number }
  | { readonly sentBytes: number }
  /** So long ago. */
  | { readonly ms: number };

/**
 * How the end of the dial or link is told, whoever ended it.
 *
 * A platform's `error` event is the error of our report: with `after` the error comes first and the close later;
 * an `error` that is undefined is a close without the error that would follow it.
 */
export type EndingFault =
  /** So many milliseconds after the end (default 0), in which the socket is dead; `twice` is once more at once. */
  | { readonly told?: "once" | "twice"; readonly after?: number; readonly error?: unknown }
  /** During `close()` and `terminate()`, as undici does. */
  | { readonly told: "inside"; readonly error?: unknown }
  /** Not at all. */
  | { readonly told: "never" };

/**
 * One dial under faults, and the hand of the test on its link. Each method acts at once and returns true, or
 * returns false when the link has ended.
 */
export interface FaultyDial extends ScriptedDial {
  /** As the client sees it: `connecting`, then `open` or not, then `closed`. */
  readonly state: "connecting" | "open" | "closed";
  /** The link is lost without a close frame: told with 1006, and with `error` if there is one. */
  cut(error?: unknown): boolean;
  /** Nothing passes from now on and nobody is told; see `HalfOpenFault`. Default `both`. */
  halfOpen(way?: Way): boolean;
  /** What was held arrives, and the link is whole again. */
  heal(): boolean;
}
