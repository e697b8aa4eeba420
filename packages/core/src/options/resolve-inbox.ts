// The options of an inbox that an application makes itself: checked, filled in and frozen.

import type { Clock } from "../base/clock.ts";
import { fill } from "./check.ts";
import type { OwnInboxOptions } from "./host-options.ts";
import type { InboxOptions } from "./options.ts";
import { HOST, INBOX, type Row } from "./table.ts";

/** Throws a `ConfigError` that names the first option that cannot be used. */
export function resolveInbox(given: OwnInboxOptions): InboxOptions & { readonly clock?: Clock } {
  const shape = { ...INBOX, clock: HOST["clock"] as Row };
  return fill(shape, given, undefined, "") as unknown as InboxOptions & { readonly clock?: Clock };
}
