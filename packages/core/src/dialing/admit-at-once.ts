// The admission of a dialer that shares its origin with nobody: each dial may begin at once. No state, no limits.

import type { Admission, OriginAdmission } from "./admission.ts";

const nothing = (): void => {};

const AT_ONCE: OriginAdmission = {
  origin: "",
  enter: (place) => place.admitted(),
  awaitHandshake: (place) => place.begin(),
  leave: nothing,
  opened: nothing,
  ended: nothing,
  failed: nothing,
  quit: nothing,
};

/** Admits every dial at once. A place calls its callbacks in a microtask, so they never run inside of `enter`. */
export const admitAtOnce: Admission = { join: () => AT_ONCE };
