// The suite's own assertions, so that it runs under any runner.

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Of texts, numbers and lists of them; bytes are compared as lists. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [show(actual), show(expected)];
  check(got === wanted, `${what}: expected ${wanted}, got ${got}`);
}

function show(value: unknown): string {
  return (JSON.stringify(plain(value)) ?? "nothing").slice(0, 300);
}

/** Bytes as such, whatever class of bytes they are. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: [...value] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}
