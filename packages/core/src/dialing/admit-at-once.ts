// The admission of a dialer that shares its origin with nobody: each dial may begin at once. No state, no limits.

import type { Admission, OriginAdmission } from "./admission.ts";

const nothing = (): void => {};

const AT_ONCE: OriginAdmission = {
  origin: "",
  enter: (place) => place.admitted(),
  ready: (place) => place.begin(),
  leave: nothing,
  opened: nothing,
  ended: nothing,
  failed: nothing,
  quit: nothing,
};

/** What a place calls, it calls in a microtask: never inside of `enter`. */
export const admitAtOnce: Admission = { join: () => AT_ONCE };
