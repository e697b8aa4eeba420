// How the feeds are dialled, asked and dialled again, by a pool and by connections alike.

import type { PartialSessionOptions } from "skep";
import { PROBE } from "../feeds.ts";

/** Milliseconds between two dials of a server that is away, of all feeds together. */
export const PROBE_INTERVAL = 2_000;

/** Milliseconds that a dial and a goodbye take at most: the defaults. */
export const DIAL_TIMEOUT = 10_000;
export const CLOSE_TIMEOUT = 2_000;

/** Milliseconds of silence after which a link is given up. */
export const KEEPALIVE_TIMEOUT = 5_000;

/** Shorter than the defaults, so that a minute shows it all. */
export const SESSION: PartialSessionOptions = {
  pingInterval: 1_000,
  keepaliveTimeout: KEEPALIVE_TIMEOUT,
  dialTimeout: DIAL_TIMEOUT,
  closeTimeout: CLOSE_TIMEOUT,
  probe: { message: () => PROBE.question, isAnswer: (data) => data === PROBE.answer },
  retry: { initialDelay: 1_000, maxDelay: 5_000 },
};
