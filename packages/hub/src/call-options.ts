// The options of a hub's methods, each of which can be waited for no longer by a signal.

import { checkSignal, ConfigError, LONGEST_DELAY, type WaitOptions } from "@skep/core/base";

/** Where a hub listens. */
export interface ListenOptions extends WaitOptions {
  /** The port of TCP; 0 chooses one that is free. Whole number from 0 to 65,535; it has to be given. */
  readonly port: number;
  /** Default: all addresses. */
  readonly host?: string | undefined;
}

/** How the clients of a hub leave. */
export interface DrainOptions extends WaitOptions {
  /** Milliseconds within which they do. Default: 15,000; whole number from 0 to 2^31 - 1. */
  readonly over?: number | undefined;
}

/** How something is published. */
export interface PublishOptions extends WaitOptions {
  /** What is published again with the same key has the effect of one. Default: none; 1 to 64 visible characters of ASCII. */
  readonly key?: string | undefined;
}

/** Throws a `ConfigError`. */
export function checkPlace({ host, port, signal }: ListenOptions): void {
  if (!Number.isSafeInteger(port) || port < 0 || port > 65_535)
    throw new ConfigError("port", "a whole number from 0 to 65535", port);
  if (host !== undefined && typeof host !== "string")
    throw new ConfigError("host", "a name or an address", host);
  checkSignal("signal", signal);
}

/** Fills in what is left out. Throws a `ConfigError`. */
export function drainTime({ over = 15_000, signal }: DrainOptions): number {
  checkSignal("signal", signal);
  if (Number.isSafeInteger(over) && over >= 0 && over <= LONGEST_DELAY) return over;
  throw new ConfigError("over", `a whole number from 0 to ${LONGEST_DELAY}`, over);
}
