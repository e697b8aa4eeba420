// How the feeds are dialled, asked and dialled again, by a pool and by connections alike.

import type { PartialSessionOptions } from "skep";
import { PROBE } from "../feeds.ts";

/** Shorter than the defaults, so that a minute shows it all. */
export const SESSION: PartialSessionOptions = {
  pingInterval: 1_000,
  keepaliveTimeout: 5_000,
  probe: { message: () => PROBE.question, isAnswer: (data) => data === PROBE.answer },
  retry: { initialDelay: 1_000, maxDelay: 5_000 },
};
