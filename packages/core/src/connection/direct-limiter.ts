// Dials of a connection by itself: nobody shares its origin here, so that each may begin at once.

import type { DialLimiter } from "../pool/dial-limiter.ts";
import type { Place } from "../pool/place.ts";

const gate = {
  enter: (place: Place): void => place.admitted(),
  leave(): void {},
  opened(): void {},
  ended(): void {},
  failed(): void {},
};

/** As the limiter of a pool, and limits nothing. */
export const directLimiter: DialLimiter = {
  join: (origin: string) => ({ origin, gate, leave(): void {} }),
} as never;
