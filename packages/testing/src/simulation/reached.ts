// How often each thing that is worth reaching was reached.

/** Counts by name; a thing of count 0 is a thing that was never tested. */
export class Reached {
  readonly #counts = new Map<string, number>();
  readonly #prefix: string;

  /** What stands before each name that is added. */
  constructor(prefix: string = "") {
    this.#prefix = prefix;
  }

  add(name: string, count: number = 1): void {
    const whole = this.#prefix + name;
    this.#counts.set(whole, (this.#counts.get(whole) ?? 0) + count);
  }

  /** Adds what another one counted. */
  join(counts: Readonly<Record<string, number>>): void {
    for (const [name, count] of Object.entries(counts)) this.add(name, count);
  }

  /** Those of `names` that were never reached. */
  missing(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#counts.has(name));
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
