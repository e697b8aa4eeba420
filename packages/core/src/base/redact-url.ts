// What may be shown of text that holds URLs: user info, query and fragment are cut out, as tokens live there.

// A scheme with or without slashes, as the URL parser takes `wss:user:secret@host` for what it looks like.
// The bound keeps the cost of long text without a colon in proportion to its length. At the start, also what is relative.
const USER_INFO = /([a-z][a-z0-9+.-]{0,20}:[\\/]*|^\/\/)[^\s\\/?#]*@/gi;
const QUERY = /([a-z][a-z0-9+.-]{0,20}:[^\s?#]*[?#]|^(?=\S*[/=])[^\s?#]*[?#])\S*/gi;

/** URLs without user info, and with "…" for query and fragment. Text without a URL stays as it is. */
export function redactUrl(text: string): string {
  return text.replace(USER_INFO, "$1").replace(QUERY, "$1…");
}
