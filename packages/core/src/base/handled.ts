// Promises whose rejection is never an unhandled one.

/**
 * The same promise, whose rejection does not count as unhandled. It is used for failures that the network can cause at any time and
 * that events tell as well: a send that nobody awaits must not end the process.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
