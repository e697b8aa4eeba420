// A nudge: a session that waits for its next dial dials at once when its service is back.

import { checkMembers, checkNames, checkNumber, checkSignal, whenAborted } from "@skep/core/base";
import type { Watcher } from "./watcher.ts";

/** A peer, a connection, or anything that redials, by its shape. */
export interface RedialLike {
  readonly state: string;
  redial(options?: { readonly within?: number }): void;
}

/** How the nudge is given. */
export interface RedialWhenReadyOptions {
  /** At a random moment within so many milliseconds, so that a fleet does not come back at one instant. Default: 1,000; from 0. */
  readonly within?: number | undefined;
  /** Ends it. Default: none; it ends with the watcher, too. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the session redial when the service is ready, if it waits for its next dial at that moment. In every other state nothing happens: the
 * session has its own retries, which go on whatever a watcher says, and this only shortens one wait. Returns a function that ends it. Throws a
 * `ConfigError`.
 */
export function redialWhenReady(
  watcher: Pick<Watcher, "addEventListener" | "removeEventListener">,
  session: RedialLike,
  options: RedialWhenReadyOptions = {},
): () => void {
  checkMembers("watcher", watcher ?? null, ["addEventListener", "removeEventListener"]);
  checkMembers("session", session ?? null, ["redial"]);
  checkNames(options, ["within", "signal"]);
  const { signal, within = 1_000 } = options;
  checkNumber("within", within, 0);
  checkSignal("signal", signal);
  if (signal?.aborted === true) return () => {};
  const nudge = (): void => {
    if (session.state === "waiting") session.redial({ within });
  };
  const end = (): void => {
    watcher.removeEventListener("ready", nudge);
    unsubscribe?.();
  };
  watcher.addEventListener("ready", nudge);
  const unsubscribe = signal && whenAborted(signal, end);
  return end;
}
