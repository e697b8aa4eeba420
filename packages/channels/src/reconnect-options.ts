// The options of the client of the original hub: its names and defaults, over those of a connection.

import { ConfigError, LONGEST_DELAY } from "@skep/core/base";
import type { ConnectionOptions } from "skep/connection";
import type { Message } from "./message.ts";

/** The defaults of a `ReconnectingClient`, in milliseconds. */
export const reconnectDefaults: {
  readonly initialBackoff: number;
  readonly maxBackoff: number;
  readonly multiplier: number;
  readonly maxReconnectAttempts: number;
} = /* @__PURE__ */ Object.freeze({
  initialBackoff: 1_000,
  maxBackoff: 30_000,
  multiplier: 2,
  maxReconnectAttempts: 0,
});

/** The options of a `Connection` but for `retry` and `signal`, and those of the original client. */
export interface ReconnectingClientOptions extends Omit<ConnectionOptions, "retry" | "signal"> {
  /**
   * The first window out of which the wait before a dial is drawn; above `maxBackoff` it is that. Default: 1 s; milliseconds from 0.
   */
  readonly initialBackoff?: number | undefined;
  /** The largest window. Default: 30 s; milliseconds from 0. */
  readonly maxBackoff?: number | undefined;
  /** By what the window grows with each dial that fails. Default: 2; number from 1. */
  readonly multiplier?: number | undefined;
  /**
   * How many dials may follow one that failed, or a link that was lost, until a
   * link was stable for 5 s. Default: 0, as many as it takes; whole number from 0.
   */
  readonly maxReconnectAttempts?: number | undefined;
  /** The first link is open. Default: none. */
  readonly onConnect?: (() => void) | undefined;
  /** A link that was open has ended. Default: none. */
  readonly onDisconnect?: ((reason: string) => void) | undefined;
  /** Another link is open, after so many dials, from 1. Default: none. */
  readonly onReconnect?: ((attempt: number) => void) | undefined;
  /** A message has come. Default: none. */
  readonly onMessage?: ((message: Message) => void) | undefined;
  /** A dial or a link has failed, a piece of a frame cannot be read, or a callback has thrown. Default: none. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** The callbacks of such a client. */
export type Callbacks = Pick<
  ReconnectingClientOptions,
  "onConnect" | "onDisconnect" | "onReconnect" | "onMessage" | "onError"
>;

/** The numbers of such a client. */
export type ReconnectNumbers = Pick<ReconnectingClientOptions, keyof typeof reconnectDefaults>;

/** The numbers as a connection calls them. Throws a `ConfigError`. */
export function retryOf(numbers: ReconnectNumbers): NonNullable<ConnectionOptions["retry"]> {
  const [initial, most] = [delay(numbers, "initialBackoff"), delay(numbers, "maxBackoff")];
  const { multiplier = reconnectDefaults.multiplier } = numbers;
  if (!(multiplier >= 1 && multiplier <= Number.MAX_SAFE_INTEGER))
    throw new ConfigError("multiplier", "a number from 1 to 2^53 - 1", multiplier);
  // As often as it takes.
  const retries = attempts(numbers) || Infinity;
  return {
    initialDelay: Math.min(initial, most),
    minDelay: Math.min(SHORTEST, most),
    maxDelay: most,
    multiplier,
    maxRetries: retries,
    initialRetries: retries,
  };
}

/** How many dials may follow a failure; 0 is as many as it takes. Throws a `ConfigError`. */
export function attempts({ maxReconnectAttempts: most = 0 }: ReconnectNumbers): number {
  if (Number.isSafeInteger(most) && most >= 0) return most;
  throw new ConfigError("maxReconnectAttempts", "a whole number from 0", most);
}

/** The shortest wait between two dials, in milliseconds: that of every connection. */
const SHORTEST = 100;

function delay(numbers: ReconnectNumbers, name: "initialBackoff" | "maxBackoff"): number {
  const { [name]: value = reconnectDefaults[name] } = numbers;
  if (value >= 0 && value <= LONGEST_DELAY) return value;
  throw new ConfigError(name, `milliseconds from 0 to ${LONGEST_DELAY}`, value);
}
