// The options of a connection by itself as data, in the columns of the table of a pool's.

import {
  count,
  FUNCTION,
  HEADERS,
  ms,
  object,
  RETRY,
  SESSION,
  type Shape,
  SIGNAL,
  TRANSPORT,
} from "./table.ts";

/** What the constructor of a connection takes. */
export const CONNECTION: Shape = {
  url: ["url"],
  protocols: ["protocols"],
  headers: HEADERS,
  signal: SIGNAL,
  transport: TRANSPORT,
  ...SESSION,
  // A pool has many peers, of which some are down at any time. Who waits for one wants to know that its port is wrong.
  retry: { ...RETRY, initialRetries: count(5, 0, Infinity) },
  limit: { messages: count(32_768), bytes: count(16_777_216) },
  maxPause: ms(20_000),
  binary: ["enum", "own", ["own", "view"]],
  environment: object("subscribe"),
  logger: object("debug info warn error"),
  clock: object("now wall schedule"),
  asyncContext: object("capture"),
  random: FUNCTION,
  unref: ["boolean", false],
};
