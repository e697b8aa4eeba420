// The edges of the session table, as the design has them.

import type { SessionState } from "@skep/core";

/** The edges of the table: where a session may go from each state. */
export const EDGES: Record<SessionState, readonly SessionState[]> = {
  idle: ["queued", "stopped"],
  queued: ["dialing", "waiting", "stopped"],
  dialing: ["opening", "connected", "waiting", "queued", "stopped"],
  opening: ["connected", "waiting", "closing", "queued", "stopped"],
  connected: ["ending", "closing", "waiting", "queued", "stopped"],
  ending: ["closing", "waiting", "queued", "stopped"],
  waiting: ["queued", "stopped"],
  closing: ["stopped"],
  stopped: [],
};
