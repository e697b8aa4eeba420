// The one way in which an invariant is checked.

import type { InvariantName } from "./invariants.ts";
import { InvariantViolation } from "./violation.ts";

/** Throws an `InvariantViolation` unless it holds; `detail` is asked only then. */
export function hold(holds: boolean, invariant: InvariantName, detail: () => string): void {
  if (!holds) throw new InvariantViolation(invariant, detail());
}
