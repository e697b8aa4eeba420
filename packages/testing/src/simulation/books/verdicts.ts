// Which failures give a peer up: the verdicts of the design, written a second time, as a judge of the first.

import type { CloseReport, Failure, FailureKind, SessionState } from "@skep/core";

const PASSING = [404, 408, 421, 425, 429];
const DISAGREEMENTS = [1002, 1003, 1007, 1009, 1010];
const LONGEST_RETRY_AFTER = 600_000;

/** What a session has to remember for its verdicts. */
export class Verdicts {
  #key = "";
  #count = 0;

  /** The server let us in. */
  opened(): void {
    if (this.#key === "auth") this.#key = "";
  }

  stable(): void {
    this.#key = "";
  }

  /** Whether this one more failure retires the peer. */
  retires(failure: Failure): boolean {
    const key = keyOf(failure);
    this.#count = key !== "" && key === this.#key ? this.#count + 1 : 1;
    this.#key = key;
    if (key !== "") return this.#count > 1;
    if (failure.kind === "closed") return failure.closeCode === 1008;
    return failure.kind === "status" && !passes(failure.status ?? 0);
  }
}

function keyOf({ kind, status = 0, closeCode = 0 }: Failure): string {
  if (kind === "status" && (status === 401 || status === 403)) return "auth";
  if (kind === "readLimit") return kind;
  return kind === "closed" && DISAGREEMENTS.includes(closeCode) ? `close ${closeCode}` : "";
}

const passes = (status: number): boolean =>
  PASSING.includes(status) || (status >= 500 && status < 600);

/** Milliseconds that the server asked for. */
export function askedDelay({ status, headers }: Failure): number {
  const seconds = Number(headers?.["retry-after"] ?? 0);
  const asks = (status === 429 || status === 503) && Number.isFinite(seconds);
  return asks ? Math.min(seconds * 1_000, LONGEST_RETRY_AFTER) : 0;
}

/** What a session in that state makes of a report of its socket. */
export function kindOf(report: CloseReport, state: SessionState): FailureKind {
  if (report.status !== undefined) return "status";
  if (report.violation !== undefined)
    return report.violation === "readLimit" ? "readLimit" : "violation";
  if (state === "dialing") return "network";
  return report.code === 1006 ? "lost" : "closed";
}
