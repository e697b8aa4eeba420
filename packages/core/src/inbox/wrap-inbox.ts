// An inbox of a worker with some of its methods exchanged, for a worker around the default one.

import type { InboxWriter } from "../worker.ts";

const METHODS = [
  "write",
  "onResume",
  "paused",
  "onFull",
  "drop",
  "hold",
  "release",
  "discard",
  "takeHeld",
] as const;

/** The methods of an inbox, of which each can be exchanged. Its figures stay its own. */
export type InboxChanges = {
  readonly [Method in (typeof METHODS)[number]]?: InboxWriter[Method] | undefined;
};

/**
 * The same inbox, but for the methods that are given: `wrapInbox(plugin.inbox, { write })`. All else, its figures too, is that of
 * `inbox`, so that what a changed `write` keeps to itself is in no figure; `inbox.drop` counts and tells it.
 */
export function wrapInbox(inbox: InboxWriter, changes: InboxChanges): InboxWriter {
  const figures = {
    get received() {
      return inbox.received;
    },
    get bytesReceived() {
      return inbox.bytesReceived;
    },
  };
  const methods = METHODS.map((name) => [name, changes[name] ?? inbox[name]?.bind(inbox)]);
  return Object.assign(
    figures,
    Object.fromEntries(methods) as Required<InboxChanges>,
  ) as InboxWriter;
}
