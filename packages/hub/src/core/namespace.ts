// How a hub treats the channels of one namespace: its options, filled in.

import type { Retention } from "../engine/engine.ts";

/** What becomes of a client that reads too slowly. */
export type SlowPolicy =
  /** It is skipped over, and gets what it missed from the history when it reads again. The default with history. */
  | "cursor"
  /** It gets the newest publication when it reads again, and is told of the gap. */
  | "latest"
  /** It is told of the gap when it reads again. The default without history. */
  | "drop"
  /** Its link ends with 4413. */
  | "disconnect";

export interface Namespace {
  readonly retention: Retention | undefined;
  /** Clients may publish. */
  readonly publish: boolean;
  readonly slow: SlowPolicy;
  /** Answers to `subscribe` say how many subscribers there are. */
  readonly presence: boolean;
  /** Clients are told that there is no such channel. */
  readonly isRefused?: boolean;
}

/** Of a namespace that is not configured: live only, and clients may not publish. */
export const PLAIN: Namespace = {
  retention: undefined,
  publish: false,
  slow: "drop",
  presence: false,
};

/** Of a namespace that is not configured, where they have to be. */
export const REFUSED: Namespace = { ...PLAIN, isRefused: true };
