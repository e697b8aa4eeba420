// The life of a session's connections to Redis, as a pure step: when they are opened, when they are given up, and what is told of it.

export type LinkState =
  /** Connections are being opened; which attempt in a row. */
  | { readonly name: "connecting"; readonly attempt: number }
  /** `unheard`: beats in a row that have not come back. */
  | { readonly name: "up"; readonly unheard: number; readonly refusal?: unknown }
  /** Until the next attempt. */
  | { readonly name: "waiting"; readonly attempt: number }
  | { readonly name: "closed" };

export type LinkInput =
  /** Connections are open, all channels are subscribed, and a beat has come back. */
  | { readonly type: "connected" }
  /** They could not be opened, or one of them has ended. */
  | { readonly type: "lost"; readonly reason: unknown }
  /** It is time for the next beat. */
  | { readonly type: "tick" }
  /** All partitions in use have heard the last beat. */
  | { readonly type: "heard" }
  /** The server did not take a beat. */
  | { readonly type: "refused"; readonly reason: unknown }
  /** The wait is over. */
  | { readonly type: "retry" }
  | { readonly type: "close" };

export type LinkEffect =
  | { readonly type: "connect" }
  | { readonly type: "discard" }
  | { readonly type: "beat" }
  | { readonly type: "wait"; readonly attempt: number }
  | { readonly type: "up" }
  | { readonly type: "down"; readonly reason: unknown };

export type LinkStep = readonly [LinkState, readonly LinkEffect[]];

/** Beats in a row that may stay out. With one every two seconds, a session knows within six that it hears nothing. */
const MOST_UNHEARD = 2;

export const FIRST: LinkStep = [{ name: "connecting", attempt: 1 }, [{ type: "connect" }]];

export function step(state: LinkState, input: LinkInput): LinkStep {
  if (input.type === "close") return [{ name: "closed" }, [{ type: "discard" }]];
  switch (state.name) {
    case "connecting":
      if (input.type === "connected") return [{ name: "up", unheard: 0 }, [{ type: "up" }]];
      return input.type === "lost" ? giveUp(state.attempt, input.reason) : [state, []];
    case "up":
      return stepUp(state, input);
    case "waiting":
      if (input.type !== "retry") return [state, []];
      return [{ name: "connecting", attempt: state.attempt + 1 }, [{ type: "connect" }]];
    default:
      return [state, []];
  }
}

function stepUp(state: Extract<LinkState, { name: "up" }>, input: LinkInput): LinkStep {
  switch (input.type) {
    case "lost":
      return giveUp(0, input.reason);
    case "heard":
      return [{ name: "up", unheard: 0 }, []];
    case "refused":
      return [{ ...state, refusal: input.reason }, []];
    case "tick":
      if (state.unheard >= MOST_UNHEARD) return giveUp(0, state.refusal ?? new Error(UNHEARD));
      return [{ ...state, unheard: state.unheard + 1 }, [{ type: "beat" }]];
    default:
      return [state, []];
  }
}

const UNHEARD = "What the session told itself over Redis did not come back.";

/** Whoever is told that it is down may close it, which ends the wait. */
function giveUp(attempt: number, reason: unknown): LinkStep {
  const effects = [
    { type: "discard" },
    { type: "wait", attempt: attempt + 1 },
    { type: "down", reason },
  ] as const;
  return [{ name: "waiting", attempt }, effects];
}
