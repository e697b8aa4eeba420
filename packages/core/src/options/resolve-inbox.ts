// The options of an inbox that an application makes itself: checked, filled in and frozen.

import type { Clock } from "../base/clock.ts";
import { fill } from "./check.ts";
import type { InboxOptions, OwnInboxOptions } from "./options.ts";
import { INBOX, object } from "./table.ts";

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolveInbox(given: OwnInboxOptions): InboxOptions & { readonly clock?: Clock } {
  const shape = { ...INBOX, clock: object("now wall schedule") };
  return fill(shape, given, undefined, "") as unknown as InboxOptions & { readonly clock?: Clock };
}
