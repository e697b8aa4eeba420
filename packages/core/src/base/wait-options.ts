// The options of everything that waits. Types only.

/** How a wait can be ended. */
export interface WaitOptions {
  /** Ends it with the signal's reason. All that wait for one signal share one listener on it. Default: none. */
  readonly signal?: AbortSignal | undefined;
}
