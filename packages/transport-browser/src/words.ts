// What this transport says to a human, as sentences. A trimmed build has the file beside it in its place.

export const OBJECT = "an object";
export const KNOWN = "a known option (WebSocket)";
export const CLASS = "a class; this platform has none of its own";
export const PAYLOAD = "a payload that this platform sends";
export const NOT_OPEN = "The socket is not open.";
export const NO_BLOB = "No Blob.";

/** A version of Node whose WebSocket has the hole GHSA-9fm3-97px-rjf6. */
export function floodOfPings(node: string | undefined): string {
  return `The built-in WebSocket of Node ${node} keeps every ping of a flood in memory (GHSA-9fm3-97px-rjf6); use a newer Node, or the transport over ws.`;
}
