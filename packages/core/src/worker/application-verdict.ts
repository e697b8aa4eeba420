// Asks the application for its verdict on a failure, so that an error of its code does no harm.

import { withheld } from "../base/quote.ts";
import { ConfigError } from "../errors.ts";
import type { Failure } from "../failure.ts";
import type { RetryOptions, Verdict } from "../options/options.ts";
import { CLASSIFY } from "../words/requirements.ts";

/** The verdict of `retry.classify`. Where it throws or returns no verdict, `threw` is called and the default verdict is returned. */
export function applicationVerdict(
  { classify }: RetryOptions,
  failure: Failure,
  verdict: Verdict,
  threw: (error: unknown) => void,
): Verdict {
  if (classify === undefined) return verdict;
  try {
    const given = classify(failure, verdict);
    if (given === "retry" || given === "retire" || given.retryAfter >= 0) return given;
    throw new ConfigError("retry.classify", CLASSIFY, withheld(given));
  } catch (error) {
    threw(error);
    return verdict;
  }
}
