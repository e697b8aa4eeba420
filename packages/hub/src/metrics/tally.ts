// Counts by kind, of a closed set of kinds: nothing that comes from the network becomes a label.

export class Tally<K extends string> {
  readonly #counts: Map<K, number>;

  constructor(kinds: readonly K[]) {
    this.#counts = new Map(kinds.map((kind) => [kind, 0]));
  }

  add(kind: K): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** In the order in which the kinds were given. */
  entries(): readonly (readonly [K, number])[] {
    return [...this.#counts];
  }
}
