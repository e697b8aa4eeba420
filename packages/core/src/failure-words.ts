// Failures in words, for messages and for the `reason` of events.

import { quote } from "./base/quote.ts";
import type { Failure, FailureKind, FailurePhase } from "./failure.ts";

/** Where a dial was when it failed. */
export const WHERE: Record<FailurePhase, string> = {
  resolve: "while its providers were asked",
  dial: "before the link was open",
  handshake: "in the upgrade",
  opening: "before the gate had passed",
  live: "while connected",
};

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
  gate: "the gate refused",
  overflow: "the inbox was full",
  redial: "a redial was asked for",
  frozen: "the page was frozen",
  stopped: "it was stopped",
};

/** A failure in words, without a full stop: for messages and for the `reason` of events. */
export function describeFailure(failure: Failure): string {
  const { kind, status, closeCode, closeReason } = failure;
  if (status !== undefined) return `${WHAT[kind]} with ${status}`;
  if (closeCode === undefined) return WHAT[kind] + hint(failure);
  // Quoted, as it is the peer's own text.
  return `${WHAT[kind]} with ${closeCode}${closeReason ? ` (${quote(closeReason)})` : ""}`;
}

const EXPLAINED: readonly FailureKind[] = ["provider", "gate", "network"];

/**
 * The detail that the transport gave. Without one, in brackets, the code of the cause, such as ECONNREFUSED; without a code, the message of an
 * error of the platform or of a `ConfigError`. An error that the application threw may hold a secret: only its name is told.
 */
function hint({ kind, cause, detail }: Failure): string {
  if (detail !== undefined) return `: ${detail}`;
  const { code, name, message } = Object(cause) as Readonly<Record<string, unknown>>;
  const speaks = code === "ERR_CONFIG" || (kind === "network" && typeof code !== "string");
  const said = speaks ? message : (code ?? name);
  if (!EXPLAINED.includes(kind) || typeof said !== "string" || said === "") return "";
  return ` (${/^\w+$/.test(said) ? said : quote(said)})`;
}
