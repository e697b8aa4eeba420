// Warnings, lines of the log and faults as sentences. A trimmed build has the file beside it in its place.

export const UNREAD =
  "Nobody has ever read pool.inbox: its oldest messages are dropped. Read it, or set inbox.discard.";

export const UNREAD_CONNECTION =
  "Nobody has ever read this connection: its oldest messages are dropped. Read it with for await.";

export const SECRET_ID = "The id of this peer is a URL that seems to hold a secret: give it an id.";

export const STARTED_TWICE = "The worker was started before; start can be called only once.";

/** The warning about a worker that did not settle within `stopTimeout` milliseconds. */
export function detached(stopTimeout: number): string {
  return `The worker did not end within stopTimeout (${stopTimeout} ms); it was detached.`;
}

/** The fault of a worker that reported an event which could not happen in its state. */
export function outOfTurn(type: string): string {
  return `A worker reported ${type} in the wrong order; the report was ignored.`;
}
