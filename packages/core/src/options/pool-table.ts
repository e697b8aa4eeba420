// The options of a pool and of its peers as data. A file of its own: a connection by itself does not carry them.

import { LONGEST_DELAY } from "../base/clock.ts";
import {
  count,
  FUNCTION,
  HEADERS,
  HOST,
  INBOX,
  object,
  SESSION,
  type Shape,
  SIGNAL,
  TRANSPORT,
} from "./table.ts";

/** What the constructor of a pool takes. */
export const POOL: Shape = {
  ...HOST,
  workerFactory: FUNCTION,
  ...SESSION,
  inbox: INBOX,
  events: { capacity: count(4_096) },
  dialing: {
    perSecond: count(500),
    inFlight: count(),
    probeInterval: ["ms", 2_000, 100, LONGEST_DELAY, undefined],
  },
};

/** What `connect` takes. */
export const PEER: Shape = {
  id: ["string"],
  url: ["url"],
  protocols: ["protocols"],
  headers: HEADERS,
  signal: SIGNAL,
  transport: TRANSPORT,
  workerFactory: FUNCTION,
  inbox: object("tryRead end"),
  ...SESSION,
};
