// Response headers on an object that may be printed: readable, but left out of JSON, logs and inspection.

/**
 * The same object with `headers`, which are not enumerable, as they may hold cookies. Without headers the object is unchanged.
 */
export function withHeaders<T extends object>(
  object: T,
  headers: Readonly<Record<string, string>> | undefined,
): T {
  return headers ? Object.defineProperty(object, "headers", { value: headers }) : object;
}
