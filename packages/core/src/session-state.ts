// The states of a session, as the application sees them.

/** The state of a peer's session; `docs/states.md` prints what may follow what. */
export type SessionState =
  | "idle"
  | "queued"
  | "dialing"
  | "opening"
  | "connected"
  | "ending"
  | "waiting"
  | "closing"
  | "stopped";
