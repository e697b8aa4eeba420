// Options of a connection to NATS that an engine stands on.

/** Never gives up, and dials often. */
export const PATIENT = {
  maxReconnectAttempts: -1,
  reconnectTimeWait: 100,
  reconnectJitter: 50,
  timeout: 2_000,
} as const;
