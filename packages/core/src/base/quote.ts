// Text as it may stand in a message: short, on one line, and without secrets of URLs.

import { redactUrl } from "./redact-url.ts";

/** A value as an error may keep it where text may be a secret: the word `string` in place of text. */
export function withheld(value: unknown): unknown {
  return typeof value === "string" ? typeof value : value;
}

/** Text in quotes. */
export function quote(text: string): string {
  const shown = redactUrl(text);
  // As JSON, so that line breaks in foreign text cannot forge a line of a log.
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}
