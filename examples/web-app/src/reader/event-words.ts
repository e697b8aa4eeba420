// An event of a pool or of a connection as a line for people.

import type { DisconnectedRecord, PoolEvent, SessionEventMap } from "skep";
import type { LogLine, Tone } from "./told.ts";

/** Those of a connection carry no `id`, and there are no others to be left. */
type Telling = PoolEvent | SessionEventMap[keyof SessionEventMap];
type Words = readonly [tone: Tone, what: string, detail: string];

/** `id` is the feed that it is about, if any. */
export function lineOf(event: Telling, id: string = "pool"): LogLine {
  const [tone, what, detail] = wordsOf(event);
  return { at: event.at, id, tone, what, detail };
}

function wordsOf(event: Telling): Words {
  switch (event.type) {
    case "connected":
      return ["good", "connected", `${event.connects > 1 ? "again, " : ""}by dial ${event.dial}`];
    case "disconnected":
      return ["bad", "disconnected", ending(event)];
    case "dialfailed":
      return ["wait", "dial failed", ending(event)];
    case "retired":
      return ["bad", "retired", `${messageOf(event.cause)}${remainingOf(event)}`];
    case "overflow":
      return ["note", "overflow", `${event.dropped} messages dropped: ${event.why}`];
    case "warning":
      return ["note", "warning", event.message];
    default:
      return ["bad", "error", messageOf(event.error)];
  }
}

function ending({
  reason,
  code,
  retryIn,
}: Pick<DisconnectedRecord, "reason" | "code" | "retryIn">): string {
  const why = code === undefined ? reason : `${reason} (${code})`;
  return retryIn === undefined ? why : `${why}; again in ${(retryIn / 1_000).toFixed(1)} s`;
}

function remainingOf(event: object): string {
  return "remaining" in event ? `; ${String(event.remaining)} are left` : "";
}

function messageOf(cause: unknown): string {
  if (cause === undefined) return "its worker ended";
  return cause instanceof Error ? cause.message : "something that is no error was thrown";
}
