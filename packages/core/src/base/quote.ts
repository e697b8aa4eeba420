// Values as they may stand in a sentence: short, on one line, and without secrets of URLs.

import { redactUrl } from "./redact-url.ts";

/** A value as it may stand in a message: short, and without secrets of URLs. */
export function show(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value)
    ? "an array"
    : `an object of ${value.constructor?.name ?? "no class"}`;
}

/** A value as an error may keep it where text may be a secret: of text, only that it is text. */
export function withheld(value: unknown): unknown {
  return typeof value === "string" ? typeof value : value;
}

/** Text in quotes. */
export function quote(text: string): string {
  const shown = redactUrl(text);
  // As JSON, so that line breaks in foreign text cannot forge a line of a log.
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}
