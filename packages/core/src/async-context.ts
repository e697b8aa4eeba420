// The port of the runtime's async context: the data that a runtime passes on with asynchronous calls, as `AsyncLocalStorage` does.

/** Calls `run` in the context that was captured, and returns what it returns. */
export type RunInContext = <T>(run: () => T) => T;

/**
 * Remembers async contexts. With it, code of the application that shared machinery calls runs in the context in which it
 * was registered; without it, in that of whoever caused the call, which may be another peer's.
 */
export interface AsyncContext {
  /** Captures the context of the caller. It is called once for each registration of a pool, a peer or a listener. */
  capture(): RunInContext;
}
