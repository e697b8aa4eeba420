// What may be shown of an error: one line, without secrets of URLs.

import { redactUrl } from "@skep/core/base";

const LONGEST = 500;
/** More of it is not looked through. */
const LOOKED_AT = 10_000;

/** The message of an error and what its cause adds to it. */
export function errorText(error: Error): string {
  const text = messageOf(error);
  // What a platform says of a failed fetch is in its cause.
  const more = isError(error.cause) ? messageOf(error.cause) : "";
  return shownText(text.includes(more) ? text : `${text.replace(/\.$/, "")}: ${more}`);
}

/** Several addresses that were tried in vain make an error without a message, which holds one for each. */
export function messageOf(error: Error): string {
  const { errors } = error as { readonly errors?: unknown };
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  // An application may throw an error whose message is none.
  const message: unknown = error.message || (isError(first) && first.message) || error.name;
  return String(message);
}

/** A line of at most 500 characters; URLs in it have no user info and no query. */
export function shownText(text: string): string {
  const line = text.slice(0, LOOKED_AT).replaceAll(/\s+/g, " ");
  // Word by word, as the text around a URL may look like a part of it.
  return line
    .split(" ")
    .map((word) => redactUrl(word))
    .join(" ")
    .slice(0, LONGEST);
}

/** Those of another realm, such as a frame or the sandbox of a test runner, are no instances of ours. */
export function isError(thrown: unknown): thrown is Error {
  if (thrown instanceof Error) return true;
  return /^\[object (Error|DOMException)\]$/.test(Object.prototype.toString.call(thrown));
}
