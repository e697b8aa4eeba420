// Facts about the environment that shorten waits and cause probes. They never forbid a dial.

/**
 * `online`, `offline`: the network came or went, says the platform. `visible`, `hidden`: the page.
 * `frozen`: the page is about to stop running. `woken`: it runs again, or the machine slept. `stalled`: the
 * loop was held up for a moment, so that nothing was heard although something may have come.
 */
export type Signal = "online" | "offline" | "visible" | "hidden" | "frozen" | "woken" | "stalled";

/** A source of signals. A service may bring its own. */
export interface Environment {
  /**
   * Calls `listener` at each signal until the returned function is called. A source that knows it tells a new listener at once that
   * the page is `hidden` or the network `offline`.
   */
  subscribe(listener: (signal: Signal) => void): () => void;
}
