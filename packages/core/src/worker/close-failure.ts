// The failure that a socket's close report stands for. Platforms report the same failure in different ways.

import type { Failure, FailureKind, FailurePhase } from "../failure.ts";
import type { Effect } from "../session/effect.ts";
import { ownEnd } from "../session/leaving.ts";
import type { StateName } from "../session/state.ts";
import type { CloseReport } from "../transport.ts";

/** The failure that a close report describes, when it came in that phase at that wall time. */
export function closeFailure(report: CloseReport, phase: FailurePhase, wall: number): Failure {
  const { status, headers, code, reason, detail, error: cause } = report;
  if (status !== undefined) {
    const retryAfter = readRetryAfter(headers?.["retry-after"], wall);
    return { phase: "handshake", kind: "status", status, headers, retryAfter, cause };
  }
  const kind = kindOf(report, phase);
  if (kind === "closed") return { phase, kind, closeCode: code, closeReason: reason, cause };
  // Before the link is open, nothing but the answer to the upgrade can break the protocol.
  const inUpgrade = kind === "violation" && phase === "dial";
  return { phase: inUpgrade ? "handshake" : phase, kind, detail, cause };
}

function kindOf({ code, violation }: CloseReport, phase: FailurePhase): FailureKind {
  if (violation !== undefined) return violation === "readLimit" ? "readLimit" : "violation";
  if (phase === "dial") return "network";
  // RFC 6455 7.1.5: 1006 stands for "no close frame"; 0 is what Deno says for it.
  return code === 1006 || code === 0 ? "lost" : "closed";
}

/** `Retry-After` in milliseconds from now: seconds or a date (RFC 9110 10.2.3). Nonsense is no answer. */
export function readRetryAfter(text: string | undefined, wall: number): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - wall;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** The phase of a dial whose session is in this state. */
export function phaseIn(state: StateName): FailurePhase {
  if (state === "opening") return "opening";
  return state === "dialing" ? "dial" : "live";
}

/** In these states the session has an open link. */
export const isOpen = (state: StateName): boolean =>
  state === "opening" || state === "connected" || state === "ending";

/** The failure that a step tells to listeners. Sends that wait reject with the same failure. */
export function toldFailure(effects: readonly Effect[]): Failure {
  for (const effect of effects)
    if (effect.do === "emit" && "failure" in effect.event) return effect.event.failure;
  return ownEnd("opening", "stopped");
}
