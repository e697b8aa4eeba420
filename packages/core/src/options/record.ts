// Type checks of objects: whether a value is a record, and whether it has certain members.

export type AnyRecord = Readonly<Record<string, unknown>>;

/** An object that is not iterable. Arrays, maps and the platform's `Headers` do not keep their contents in their keys. */
export function isRecord(value: unknown): value is AnyRecord {
  return typeof value === "object" && value !== null && !(Symbol.iterator in value);
}

/** Whether a value has the members that a row of the table names. */
export function has(value: unknown, members: string): boolean {
  return (
    Object(value) === value &&
    members.split(" ").every((member) => {
      const [name, types = "function"] = member.split(":") as [string, string?];
      return types.includes(typeof ((value as AnyRecord)[name] ?? undefined));
    })
  );
}
