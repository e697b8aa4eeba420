// The error with which an aborted wait rejects: the reason of its signal, with the last failure of a dial or link as its cause.

/**
 * The reason of a signal. A reason that the platform made is copied, and the copy gets `cause`: all waits on the signal share
 * the original. A reason that the application made is passed on as it is.
 */
export function abortReason(reason: unknown, cause: unknown): unknown {
  if (cause === undefined || !(reason instanceof DOMException)) return reason;
  // The property is defined here, as only some platforms accept a cause in the constructor.
  return Object.defineProperty(new DOMException(reason.message, reason.name), "cause", {
    value: cause,
  });
}
