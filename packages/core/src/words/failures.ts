// Failures in words, for messages and for the `reason` of events. A trimmed build has the file beside it in its place.

import { quote } from "../base/quote.ts";
import type { Failure, FailureKind } from "../failure.ts";
import { hint } from "./hint.ts";

const WHAT: Record<FailureKind, string> = {
  provider: "a provider failed",
  timeout: "it took too long",
  network: "the connection failed",
  status: "the server refused the upgrade",
  closed: "the peer closed",
  lost: "the link was lost without a close frame",
  keepalive: "the peer was silent for too long",
  violation: "the peer broke the protocol",
  readLimit: "a message was larger than readLimit",
  gate: "onOpen or ready failed",
  overflow: "the inbox was full",
  redial: "a redial was asked for",
  frozen: "the page was frozen",
  stopped: "it was stopped",
};

/** A failure in words, without a full stop: for messages and for the `reason` of events. */
export function describeFailure(failure: Failure): string {
  const { kind, status, closeCode, closeReason, detail } = failure;
  if (status !== undefined) return `${WHAT[kind]} with ${status}`;
  if (closeCode !== undefined)
    // Quoted, as it is the peer's own text.
    return `${WHAT[kind]} with ${closeCode}${closeReason ? ` (${quote(closeReason)})` : ""}`;
  if (detail !== undefined) return `${WHAT[kind]}: ${detail}`;
  const said = hint(failure);
  return said === undefined ? WHAT[kind] : `${WHAT[kind]} (${said})`;
}
