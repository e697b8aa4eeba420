// The writing end of an inbox with some of its methods replaced, for a worker that wraps the default one.

import type { InboxWriter } from "../inbox-writer.ts";

type Method = Exclude<keyof InboxWriter, "received" | "bytesReceived">;

/** Each method of the writing end; a new one that is missing here is an error of types. */
const METHODS: Record<Method, true> = {
  write: true,
  drop: true,
  listen: true,
  paused: true,
  hold: true,
};

/** The methods of an inbox that can be replaced. Its figures cannot. */
export type InboxChanges = { readonly [M in Method]?: InboxWriter[M] | undefined };

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
  const names = Object.keys(METHODS) as Method[];
  const methods = names.map((name) => [name, changes[name] ?? inbox[name].bind(inbox)]);
  return Object.assign(
    figures,
    Object.fromEntries(methods) as Required<InboxChanges>,
  ) as InboxWriter;
}
