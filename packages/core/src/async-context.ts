// The port of the runtime's async context: what it knows of who caused a call, such as the stores of `AsyncLocalStorage`.

/** Calls `run` in the context that was captured, and returns what it returns. */
export type RunInContext = <T>(run: () => T) => T;

/**
 * Remembers async contexts. With it, code of the application that shared machinery calls runs in the context in which it
 * was registered; without it, in that of whoever caused the call, which may be another peer's.
 */
export interface AsyncContext {
  /** Captures the context of the caller. Called once a registration: a pool, a peer, a listener. */
  capture(): RunInContext;
}
