// Defaults that are used outside of the table of options too, in milliseconds. `table.ts` says which option has which default.

export const DEFAULT_PING_INTERVAL = 10_000;

/** The default where the peer can be asked by ping or probe. Elsewhere the keepalive is off. */
export const DEFAULT_KEEPALIVE_TIMEOUT: number = 2 * DEFAULT_PING_INTERVAL;

/** The first window of the backoff. */
export const DEFAULT_INITIAL_DELAY = 2_000;

/** Between two dials of one peer. */
export const DEFAULT_MIN_DELAY = 100;
