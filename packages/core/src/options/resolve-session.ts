// What concerns a session, filled in: what a peer leaves out, its pool gives.

import { fill } from "./check.ts";
import type { PartialSessionOptions, SessionOptions } from "./options.ts";
import type { AnyRecord } from "./record.ts";
import { SESSION } from "./table.ts";

/** What a peer's options say of its session, over what its pool says. */
export function resolveSession(
  given: PartialSessionOptions,
  base: SessionOptions | undefined,
): SessionOptions {
  const own: Record<string, unknown> = {};
  let isGiven = base === undefined;
  for (const name of Object.keys(SESSION) as (keyof SessionOptions)[]) {
    own[name] = given[name];
    isGiven ||= own[name] !== undefined;
  }
  // Most peers leave all of it to their pool.
  if (!isGiven) return base as SessionOptions;
  return fill(SESSION, own, base as AnyRecord | undefined, "") as unknown as SessionOptions;
}
