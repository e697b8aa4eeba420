// The error with which an aborted wait rejects: the reason of its signal, and with it the failure for which the wait lasted.

/**
 * The reason of a signal. One that the platform made, which all who wait for the signal share, is copied and has `cause`
 * as its cause. A reason that the application made is passed on as it is.
 */
export function abortReason(reason: unknown, cause: unknown): unknown {
  if (cause === undefined || !(reason instanceof DOMException)) return reason;
  // Defined, as the constructor takes a cause on some platforms only.
  return Object.defineProperty(new DOMException(reason.message, reason.name), "cause", {
    value: cause,
  });
}
