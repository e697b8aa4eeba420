// How long a session that has never been connected goes on dialling. A wrong port looks like a server that is down, so the
// failures of its dials are counted.

/**
 * Failed dials so far, as `initialRetries` counts them: since the network was last back, and since the user last asked for a
 * dial. `offline`: the network is away, so that failures say nothing of the server and are not counted. `over`: there was a link.
 */
export type InitialDials = number | "offline" | "over";

/** After one more failure. */
export const countInitial = (initial: InitialDials): InitialDials =>
  typeof initial === "number" ? initial + 1 : initial;

/** The count after a signal of the network. */
export function initialAfter(initial: InitialDials, signal: "online" | "offline"): InitialDials {
  if (initial === "over") return initial;
  return signal === "offline" ? signal : 0;
}

/** How many dials failed, where these are more than there may be. */
export function failedDials(initial: InitialDials, initialRetries: number): number | undefined {
  return typeof initial === "number" && initial > initialRetries ? initial : undefined;
}
