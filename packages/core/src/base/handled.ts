// Promises that may be left alone.

/**
 * The same promise, whose rejection does not count as unhandled. For what the network can cause at any time
 * and events tell as well: a send that nobody awaits must not end the process.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
