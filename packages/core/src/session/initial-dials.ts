// How long a session that has never been connected goes on dialling. A wrong port looks like a server that is down, so the
// failures of its dials are counted.

import type { Memory } from "./memory.ts";
import type { Env } from "./step.ts";

/**
 * Failed dials so far, as `initialRetries` counts them: since the network was last back, and since the user last asked for a
 * dial. `offline`: the network is away, so that failures say nothing of the server and are not counted. `over`: there was a link.
 */
export type InitialDials = number | "offline" | "over";

/** After one more failure. */
export const countInitial = (initial: InitialDials): InitialDials =>
  typeof initial === "number" ? initial + 1 : initial;

/** The user asks for a dial: the count begins anew. */
export const restartInitial = (memory: Memory): Memory =>
  typeof memory.initialDials === "number" ? { ...memory, initialDials: 0 } : memory;

/** The count after a signal of the network. */
export function initialAfter(initial: InitialDials, signal: "online" | "offline"): InitialDials {
  if (initial === "over") return initial;
  return signal === "offline" ? signal : 0;
}

/** How many dials failed, where these are more than `initialRetries` allows. */
export function failedDials({ initialDials: count }: Memory, { options }: Env): number | undefined {
  return typeof count === "number" && count > options.retry.initialRetries ? count : undefined;
}
