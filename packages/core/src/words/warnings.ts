// Warnings, lines of the log and faults as sentences. A trimmed build has the file beside it in its place.

export const UNREAD =
  "Nobody has ever read pool.inbox: its oldest messages are dropped. Read it, or set inbox.discard.";

export const UNREAD_CONNECTION =
  "Nobody has ever read this connection: its oldest messages are dropped. Read it with for await.";

export const SECRET_ID = "The id of this peer is a URL that seems to hold a secret: give it an id.";

export const STARTED_TWICE = "A worker is started once.";

/** A worker that had to settle within so many milliseconds. */
export function detached(stopTimeout: number): string {
  return `The worker did not end within stopTimeout (${stopTimeout} ms); it was detached.`;
}

/** A fact that a worker told when it could not be so. */
export function outOfTurn(type: string): string {
  return `A worker told ${type} out of turn; it was ignored.`;
}
