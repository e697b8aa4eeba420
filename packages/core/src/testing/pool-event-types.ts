// The types of everything that a pool tells, for those who have to listen to all of it.

import type { PoolEventType } from "../pool/events.ts";

// As a record, so that a new type does not compile until it is here.
const all: Record<PoolEventType, true> = {
  connected: true,
  disconnected: true,
  dialfailed: true,
  retired: true,
  overflow: true,
  warning: true,
  error: true,
};

/** The types of all events of a `Pool`. */
export const POOL_EVENT_TYPES: readonly PoolEventType[] = Object.keys(all) as PoolEventType[];
