// How programs of these tests hear what to do and tell what they did: JSON, by the line.

export function job<T>(): T {
  return JSON.parse(process.argv[2] ?? "null") as T;
}

/** Written when this returns: pipes are synchronous where these tests run. */
export function say(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}
