// Why a dial or a link ended, as plain data. The machine decides on it; errors are made from it at the surface.

/**
 * How far a dial had come: `resolve` asks the providers, `dial` connects, `handshake` is the HTTP upgrade, `opening` waits for `onOpen`
 * and `ready` of the application, and `live` is connected.
 */
export type FailurePhase = "resolve" | "dial" | "handshake" | "opening" | "live";

/** What kind of end it was. The last three are our own doing and no failure of the peer. */
export type FailureKind =
  /** A provider of url, protocols or headers threw, rejected or gave something that cannot be dialled. */
  | "provider"
  /** `dialTimeout` passed, or `keepaliveTimeout` did while dialling. */
  | "timeout"
  /** Refused, unreachable, reset, name or certificate not accepted. */
  | "network"
  /** The server answered the upgrade with another HTTP status than 101. */
  | "status"
  /** The peer sent a close frame. */
  | "closed"
  /** The link ended without a close frame (what browsers call 1006). */
  | "lost"
  /** Silence for `keepaliveTimeout`, or no answer to a probe after a signal. */
  | "keepalive"
  /**
   * The peer broke the protocol: invalid UTF-8, a reserved opcode. A frame that is cut off by the end of the link counts as `lost`, as
   * no platform reports it.
   */
  | "violation"
  /** A message was larger than `readLimit`. */
  | "readLimit"
  /** `onOpen` threw or rejected, or `ready` threw. */
  | "gate"
  /** The inbox stood at its limit, or the socket was paused for longer than `inbox.maxPause`. */
  | "overflow"
  /** `redial()` was called. */
  | "redial"
  /** The page was frozen. */
  | "frozen"
  /** `close()` of the peer or its pool, `remove()` or an abort. */
  | "stopped";

/** One end of one dial or link. `DialError` and `ConnectionClosedError` have these fields too. */
export interface Failure {
  readonly phase: FailurePhase;
  readonly kind: FailureKind;
  /** Close code that the peer sent; absent where no close frame came. */
  readonly closeCode?: number | undefined;
  /** Close reason that the peer sent. */
  readonly closeReason?: string | undefined;
  /** HTTP status of the upgrade, where the transport can see it. */
  readonly status?: number | undefined;
  /** HTTP headers of that answer, names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What the server asked for with `Retry-After`, in milliseconds from then. */
  readonly retryAfter?: number | undefined;
  /** Which rule of the protocol the peer broke, or how large its message was, where the transport says so. */
  readonly detail?: string | undefined;
  /** What the platform or the application's code threw. */
  readonly cause?: unknown;
}
