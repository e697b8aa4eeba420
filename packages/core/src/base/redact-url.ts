// What may be shown of text that holds URLs: user info, query and fragment are cut out, as tokens live there.

// The slashes are optional, as the URL parser reads `wss:user:secret@host` like `wss://user:secret@host`.
// The bound keeps the cost of long text without a colon in proportion to its length. A relative URL is found at the start of the text only.
const USER_INFO = /([a-z][a-z0-9+.-]{0,20}:[\\/]*|^\/\/)[^\s\\/?#]*@/gi;
const QUERY = /([a-z][a-z0-9+.-]{0,20}:[^\s?#]*[?#]|^(?=\S*[/=])[^\s?#]*[?#])\S*/gi;

/** URLs without user info, and with "…" for query and fragment. Text without a URL stays as it is. */
export function redactUrl(text: string): string {
  return text.replace(USER_INFO, "$1").replace(QUERY, "$1…");
}
