// Where the newest messages of a channel begin in a stream: JetStream says how many follow a sequence, but not which one so many follow. It asks for
// few more than are needed, in few steps. It knows no connection.

/** Steps after which what was found is read, however much it is. */
const MOST_STEPS = 8;

/** So many more than needed are not worth another step. */
const SPARE = 32;

export class NewestSearch {
  readonly #needed: number;
  /** So many messages follow from this sequence on: at least as many as needed, or all that there are. */
  #from = 1;
  #count = Number.POSITIVE_INFINITY;
  /** Fewer than needed follow from this one on. */
  #tooFew: number;
  #steps = 0;

  /** `end` is the sequence of the newest. */
  constructor(needed: number, end: number) {
    this.#needed = needed;
    this.#tooFew = end + 1;
  }

  /** The sequence at which to count, or to read where `isFound`. */
  get sequence(): number {
    if (this.isFound || this.#steps === 0) return this.#from;
    const span = this.#tooFew - this.#from;
    // As if they were spread evenly, and half as many again.
    const share = Math.min(1, (this.#needed * 1.5) / this.#count);
    return this.#tooFew - Math.max(1, Math.ceil(span * share));
  }

  get isFound(): boolean {
    const isClose = this.#count <= 2 * this.#needed + SPARE;
    return (
      isClose || (this.#steps > 0 && (this.#steps >= MOST_STEPS || this.#tooFew - this.#from <= 1))
    );
  }

  /** From this sequence on there are so many. */
  add(sequence: number, count: number): void {
    this.#steps++;
    if (count < this.#needed && sequence > 1) this.#tooFew = sequence;
    else [this.#from, this.#count] = [sequence, count];
  }
}
