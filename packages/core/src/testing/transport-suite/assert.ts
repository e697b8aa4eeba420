// The suite's own assertions, so that it runs under any runner.

type Comparable = string | number | boolean | undefined | Uint8Array;

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal(actual: Comparable, expected: Comparable, what: string): void {
  const same =
    actual instanceof Uint8Array && expected instanceof Uint8Array
      ? actual.length === expected.length && actual.every((byte, at) => byte === expected[at])
      : actual === expected;
  check(same, `${what}: expected ${show(expected)}, got ${show(actual)}`);
}

function show(value: Comparable): string {
  if (value instanceof Uint8Array) return `${value.length} bytes [${value.slice(0, 16).join(" ")}]`;
  return typeof value === "string" ? JSON.stringify(value.slice(0, 200)) : String(value);
}
