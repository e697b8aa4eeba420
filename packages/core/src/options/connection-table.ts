// The options of a connection without a pool as data, in the same columns as the table of a pool's options.

import { count, HOST, LIMIT, ms, RETRY, SESSION, type Shape } from "./table.ts";

/** What the constructor of a connection takes. */
export const CONNECTION: Shape = {
  ...HOST,
  url: ["url"],
  id: ["string"],
  protocols: ["protocols"],
  ...SESSION,
  // Some of a pool's many peers are down at any time, so a pool tries for ever. With a single peer, a wrong port has to become an error.
  retry: { ...RETRY, initialRetries: count(5, 0, Infinity) },
  limit: LIMIT,
  maxPause: ms(20_000),
};
