// Facts about the environment that shorten waits and cause probes. They never forbid a dial.

/**
 * `online`, `offline`: the network came or went, says the platform. `visible`, `hidden`: the page.
 * `frozen`: the page is about to stop running. `woken`: it runs again, or the clock jumped.
 */
export type Signal = "online" | "offline" | "visible" | "hidden" | "frozen" | "woken";

/** A source of signals. `browserSignals()` is the browser's; a service may bring its own. */
export interface Signals {
  /** Calls `listener` at each signal until the returned function is called. */
  subscribe(listener: (signal: Signal) => void): () => void;
}
