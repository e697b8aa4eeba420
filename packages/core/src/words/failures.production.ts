// Failures as facts, for a trimmed build: the kind, and the status, the close code or what else is known of it. No sentence.

import { quote } from "../base/quote.ts";
import type * as full from "./failures.ts";
import { hint } from "./hint.ts";

/** The kind of a failure, and what is known of it. */
export const describeFailure: typeof full.describeFailure = (failure) => {
  const { kind, status, closeCode, closeReason, detail } = failure;
  const known = status ?? closeCode ?? detail ?? hint(failure);
  // Quoted, as it is the peer's own text.
  return [kind, known, closeReason && quote(closeReason)].filter(Boolean).join(" ");
};
