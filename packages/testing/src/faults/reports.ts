// How an end that the script brings about is reported.

import type { CloseReport, SocketSink } from "@skep/core";
import { isCloseCode } from "@skep/core/base";
import type { AnswerFault, DialFaults } from "./script.ts";
import type { Timers } from "./timers.ts";

// RFC 6455 7.1.5: no close frame came.
export const ABNORMAL: CloseReport = { code: 1006, reason: "" };

/** A link that was lost. */
export function cutReport(error: unknown): CloseReport {
  return error === undefined ? ABNORMAL : { ...ABNORMAL, error };
}

/** An answer in the peer's place; undefined where it is the peer that answers, or nobody. */
export function answerReport(answer: AnswerFault, canStatus: boolean): CloseReport | undefined {
  if (answer.kind === "refuse") return cutReport(answer.error);
  if (answer.kind !== "status") return undefined;
  const { status, headers = {} } = answer;
  return canStatus ? { ...ABNORMAL, status, headers: lower(headers) } : ABNORMAL;
}

/** A goodbye that is taken for answered; RFC 6455 7.1.5: 1005 where no code was said. */
export function goodbyeReport(code: number | undefined, reason: string = ""): CloseReport {
  return code !== undefined && isCloseCode(code) ? { code, reason } : { code: 1005, reason: "" };
}

/** Tells the end as often and as late as the script says. */
export function announce(
  report: CloseReport,
  ending: DialFaults["ending"],
  sink: SocketSink,
  timers: Timers,
): void {
  const said: { told?: string; after?: number; error?: unknown } = ending ?? {};
  const { told, after = 0, ...rest } = said;
  if (told === "never") return;
  const tell = (): void => {
    sink.closed({ ...report, ...rest });
    if (told === "twice") sink.closed({ ...report, ...rest });
  };
  if (after === 0) tell();
  else timers.after(after, tell);
}

/** As every transport gives them. */
function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  const fields = Object.entries(headers);
  return Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
}
