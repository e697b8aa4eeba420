// The numbers of the protocol. A hub may be configured to smaller ones; they are told in `welcome`.

/** The longest frame in bytes, in both directions: the read limit of the original hub, and of its client. */
export const MAX_FRAME = 65_536;

/** The longest name of a channel, in characters. */
export const MAX_CHANNEL = 256;

/** The longest id of a process, in characters. */
export const MAX_PROCESS_ID = 128;

/** The longest idempotency key, in characters. */
export const MAX_KEY = 64;

/** The longest epoch, in characters. */
export const MAX_EPOCH = 32;

/**
 * How deep the data of a message may be nested. `JSON.stringify` overflows the stack of some engines at a few thousand levels, and
 * nobody who sends more than this means it.
 */
export const MAX_DEPTH = 64;

/** How long a client waits for `welcome`, in milliseconds, before it takes the server for one that speaks v0 alone. */
export const HELLO_TIMEOUT = 2_000;
