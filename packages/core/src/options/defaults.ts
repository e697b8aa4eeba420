// Defaults to which more than the table of options refers. Plain numbers, in milliseconds; which option has which stands in `table.ts`.

export const DEFAULT_PING_INTERVAL = 10_000;

/** Where the peer can be asked, by ping or probe; elsewhere silence is allowed for ever. */
export const DEFAULT_KEEPALIVE_TIMEOUT: number = 2 * DEFAULT_PING_INTERVAL;

/** The first window of the backoff. */
export const DEFAULT_INITIAL_DELAY = 2_000;

/** Between two dials of one peer. */
export const DEFAULT_MIN_DELAY = 100;
