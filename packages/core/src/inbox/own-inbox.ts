// An inbox that an application makes itself, for some peers of a pool.

import { systemClock } from "../base/clock.ts";
import type { OwnInboxOptions } from "../options/host-options.ts";
import { resolveInbox } from "../options/resolve-inbox.ts";
import { BaseInbox } from "./inbox.ts";
import type { Data } from "./items.ts";
import type { Inbox as InboxReader } from "./message.ts";

/** See the type of the same name. */
export const Inbox: new (options?: OwnInboxOptions) => InboxReader = class Inbox extends BaseInbox {
  constructor(options: OwnInboxOptions = {}) {
    const { clock = systemClock({ unref: true }), ...bounds } = resolveInbox(options);
    super(bounds, clock);
  }
};
/**
 * Where the messages of some peers of a pool wait, apart from those of all others: `pool.connect(url, { inbox: new Inbox() })`. Any number
 * of peers may share one. It is ended by `end()`, or with its pool; until then its pool keeps it. The constructor throws a `ConfigError`
 * for an option that cannot be used.
 */
export type Inbox<In = Data> = InboxReader<In>;
