// The time of a message, as it comes.

import { isCount } from "./fields.ts";

/** RFC 3339, with a zone: text without one would mean another time in another place. */
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** ECMA-262 21.4.1.1: the last millisecond that a `Date` knows. */
const LAST_TIME = 8.64e15;

/** A timestamp that cannot be read is none: the original lost the whole message. Parts of a millisecond are cut off. */
export function timeOf(timestamp: unknown): number | undefined {
  const isText = typeof timestamp === "string" && RFC_3339.test(timestamp);
  const time = isText ? Math.trunc(Date.parse(timestamp)) : timestamp;
  return isCount(time) && time <= LAST_TIME ? time : undefined;
}
