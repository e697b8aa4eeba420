// The options of a connection by itself as data, in the columns of the table of a pool's.

import { count, HOST, LIMIT, ms, RETRY, SESSION, type Shape } from "./table.ts";

/** What the constructor of a connection takes. */
export const CONNECTION: Shape = {
  ...HOST,
  url: ["url"],
  protocols: ["protocols"],
  ...SESSION,
  // A pool has many peers, of which some are down at any time. Who waits for one wants to know that its port is wrong.
  retry: { ...RETRY, initialRetries: count(5, 0, Infinity) },
  limit: LIMIT,
  maxPause: ms(20_000),
};
