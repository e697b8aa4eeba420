// How a stop ends a session: at once where nothing is open, else by the closing handshake.

import type { StopOptions } from "../worker.ts";
import type { Effect } from "./effect.ts";
import type { Of } from "./input.ts";
import type { Memory } from "./memory.ts";
import type {
  Idle,
  Queued,
  Dialing,
  Opening,
  Connected,
  Ending,
  Waiting,
  Closing,
  State,
} from "./state.ts";
import type { Env, Step } from "./step.ts";

/** One way to end all that is not open yet: `stop` wins over everything that waits. */
export const stop = (state: Idle | Queued | Dialing | Waiting): Step => stopUnconnected(state);

/** A stop where nothing is open yet: nothing to say and nobody to tell. */
export function stopUnconnected(
  state: Queued | Dialing | Waiting | { in: "idle"; memory: Memory },
): Step {
  return [{ in: "stopped", memory: state.memory }, ...giveUp(state.in), settled];
}

const settled: Effect = { do: "settle", failure: undefined };

function giveUp(from: "idle" | "queued" | "dialing" | "waiting"): Effect[] {
  if (from === "dialing") return [{ do: "abandon" }];
  return from === "queued" ? [{ do: "leave" }] : [];
}

/** The closing handshake, with a deadline. */
export function sayGoodbye(
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

/** The end of the goodbye: the peer answered, or has had its time. */
export function endGoodbye({ memory }: Closing, input: Of<"closed"> | Of<"due">): Step {
  const stopped: State = { in: "stopped", memory };
  return input.type === "closed" ? [stopped, settled] : [stopped, { do: "abandon" }, settled];
}
