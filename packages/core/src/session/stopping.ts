// How a stop ends a session: at once where no socket is open, else by the closing handshake.

import type { StopOptions } from "../peer.ts";
import type { Effect } from "./effect.ts";
import type { InputOf } from "./input.ts";
import type {
  Closing,
  Connected,
  Dialing,
  Ending,
  Idle,
  Opening,
  Queued,
  State,
  Waiting,
} from "./state.ts";
import type { Env, Step } from "./step.ts";

const SETTLE: Effect = { do: "settle", failure: undefined };

/** Without an open socket there is nobody to say goodbye to, and no `connected` was told that needs a `disconnected`. */
export function stop({ in: from, memory }: Idle | Queued | Dialing | Waiting): Step {
  const stopped: State = { in: "stopped", memory };
  if (from === "dialing") return [stopped, { do: "abandon" }, SETTLE];
  return from === "queued" ? [stopped, { do: "leaveQueue" }, SETTLE] : [stopped, SETTLE];
}

/** The closing handshake begins, with a deadline. */
export function startGoodbye(
  { memory }: Opening | Connected | Ending,
  goodbye: StopOptions,
  env: Env,
): [Closing, ...Effect[]] {
  return [
    { in: "closing", memory },
    { do: "close", goodbye },
    { do: "arm", alarm: "close", ms: env.options.closeTimeout },
  ];
}

/** The closing handshake is over: the socket has closed, or its deadline has passed. */
export function endGoodbye({ memory }: Closing, input: InputOf<"closed"> | InputOf<"due">): Step {
  const stopped: State = { in: "stopped", memory };
  return input.type === "closed" ? [stopped, SETTLE] : [stopped, { do: "abandon" }, SETTLE];
}
