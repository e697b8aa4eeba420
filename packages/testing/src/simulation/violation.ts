// What a simulation throws: which invariant did not hold, and all that it takes to see it again.

/** A promise of Skep that was not kept. Not an error of a pool: an error of its code. */
export class InvariantViolation extends Error {
  /** The invariant, by its name in `INVARIANTS`. */
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.name = "InvariantViolation";
    this.invariant = invariant;
  }
}

/** One schedule that failed. Run it again with its `seed` and `steps`. */
export class SimulationError extends Error {
  readonly seed: number;
  /** Steps taken before it failed. */
  readonly step: number;
  /** The invariant that did not hold, or `error` where something threw that must not. */
  readonly invariant: string;
  /** What happened last, one line each. */
  readonly trace: readonly string[];

  constructor(
    where: { readonly seed: number; readonly step: number; readonly trace: readonly string[] },
    cause: unknown,
  ) {
    const invariant = cause instanceof InvariantViolation ? cause.invariant : "error";
    const told = where.trace.map((line) => `  ${line}`).join("\n");
    super(`Seed ${where.seed}, step ${where.step}: ${String(cause)}\n${told}`, { cause });
    this.name = "SimulationError";
    this.seed = where.seed;
    this.step = where.step;
    this.trace = where.trace;
    this.invariant = invariant;
  }
}
