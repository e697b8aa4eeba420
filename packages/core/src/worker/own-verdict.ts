// The application's word on a failure, asked so that it cannot do harm.

import { withheld } from "../base/quote.ts";
import { ConfigError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { RetryOptions, Verdict } from "../options/options.ts";
import { CLASSIFY } from "../words/requirements.ts";

/** What `retry.classify` says; the default verdict where it throws or says what is no verdict, which is told. */
export function ownVerdict(
  { classify }: RetryOptions,
  failure: Failure,
  verdict: Verdict,
  threw: (error: unknown) => void,
): Verdict {
  if (classify === undefined) return verdict;
  try {
    const own = classify(failure, verdict);
    if (own === "retry" || own === "retire" || own.retryAfter >= 0) return own;
    throw new ConfigError("retry.classify", CLASSIFY, withheld(own));
  } catch (error) {
    threw(error);
    return verdict;
  }
}
