// Headers of an answer on something that is printed: there to be read, and in no JSON, log or inspection.

/** The same object; a server may have set cookies, so its headers are not enumerable. Nothing is added without headers. */
export function withHeaders<T extends object>(
  object: T,
  headers: Readonly<Record<string, string>> | undefined,
): T {
  return headers ? Object.defineProperty(object, "headers", { value: headers }) : object;
}
