// What happened to a peer, in words and in a tone. Where they stand on a screen is not known here.

import { inspect } from "node:util";
import type { PoolEvent } from "skep";
import { DROP_CAUSES } from "./drop-causes.ts";
import { count, seconds } from "./format.ts";
import { printable } from "./printable.ts";
import type { Tone } from "../screen/paint.ts";

export interface EventWords {
  readonly tone: Tone;
  readonly what: string;
  readonly detail: string;
}

export function wordsFor(event: PoolEvent): EventWords {
  const { tone, what, detail } = describe(event);
  const missed =
    event.missed === undefined ? "" : ` (${event.missed} events before it are missing)`;
  return { tone, what, detail: printable(detail) + missed };
}

function describe(event: PoolEvent): EventWords {
  switch (event.type) {
    case "connected":
      return {
        tone: "good",
        what: "connected",
        detail: `${event.connects > 1 ? "again, " : ""}by dial ${event.dial}`,
      };
    case "disconnected":
      return { tone: "bad", what: "disconnected", detail: why(event) + next(event) };
    case "dialfailed":
      return { tone: "wait", what: "dial failed", detail: why(event) + next(event) };
    case "retired":
      return { tone: "bad", what: "given up", detail: messageOf(event.cause) };
    case "overflow":
      return { tone: "note", what: "dropped", detail: drops(event) };
    case "warning":
      return { tone: "note", what: "warning", detail: event.message };
    default:
      return { tone: "bad", what: "error", detail: messageOf(event.error) };
  }
}

type Ending = Extract<PoolEvent, { readonly retryIn: number | undefined }>;

function why({ reason, code }: Ending): string {
  return code === undefined || reason.includes(String(code)) ? reason : `${reason} (${code})`;
}

function next({ retryIn }: Ending): string {
  if (retryIn === undefined) return "";
  return retryIn < 50 ? "; again at once" : `; again in ${seconds(retryIn)} s`;
}

function drops({ dropped, why }: Extract<PoolEvent, { readonly type: "overflow" }>): string {
  const noun = dropped === 1 ? "message" : "messages";
  return `${count(dropped)} ${noun}: ${DROP_CAUSES[why].sentence}`;
}

function messageOf(cause: unknown): string {
  if (cause === undefined) return "its worker ended";
  return cause instanceof Error ? cause.message : inspect(cause);
}
