// Compares what a case of an engine found with what it should find.

/** Throws where the two are not the same JSON. */
export function same(found: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new Error(`${is.slice(0, 200)} instead of ${should.slice(0, 200)}`);
}
