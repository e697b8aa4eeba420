// An event of the pool as a line for people.

import type { PoolEvent } from "skep";
import type { LogLine, Tone } from "./told.ts";

type Words = readonly [tone: Tone, what: string, detail: string];

export function lineOf(event: PoolEvent): LogLine {
  const [tone, what, detail] = wordsOf(event);
  return { at: event.at, id: event.id ?? "pool", tone, what, detail };
}

function wordsOf(event: PoolEvent): Words {
  switch (event.type) {
    case "connected":
      return ["good", "connected", `${event.connects > 1 ? "again, " : ""}by dial ${event.dial}`];
    case "disconnected":
      return ["bad", "disconnected", ending(event)];
    case "dialfailed":
      return ["wait", "dial failed", ending(event)];
    case "retired":
      return ["bad", "retired", `${messageOf(event.cause)}; ${event.remaining} are left`];
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
}: Extract<PoolEvent, { readonly retryIn: number | undefined }>): string {
  const why = code === undefined ? reason : `${reason} (${code})`;
  return retryIn === undefined ? why : `${why}; again in ${(retryIn / 1_000).toFixed(1)} s`;
}

function messageOf(cause: unknown): string {
  if (cause === undefined) return "its worker ended";
  return cause instanceof Error ? cause.message : "something that is no error was thrown";
}
