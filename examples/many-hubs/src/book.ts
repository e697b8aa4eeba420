// A book counts the messages that one subscriber received. The messages of a channel are numbered from 1, in the order of their publishes.

/** How many messages one subscriber, or several together, received, missed and received twice. */
export interface Tally {
  readonly received: number;
  /** They did not come, and a gap said so before the next one did. */
  readonly missing: number;
  /** They did not come, and nobody said so. */
  readonly lost: number;
  /** They came once more. */
  readonly doubled: number;
  /** They came once more behind a gap: a broker that has lost everything does not know which publishes it had. */
  readonly repeated: number;
  readonly gaps: number;
}

export class Book {
  #received = 0;
  #missing = 0;
  #lost = 0;
  #doubled = 0;
  #repeated = 0;
  #gaps = 0;
  #isBehindGap = false;
  /** The number of the newest message that came. */
  last = 0;

  /** A message with this number has come. */
  message(number: number): void {
    if (number <= this.last) {
      if (this.#isBehindGap) this.#repeated += 1;
      else this.#doubled += 1;
      return;
    }
    this.#skip(number - this.last - 1);
    this.#received += 1;
    this.last = number;
  }

  gap(): void {
    this.#gaps += 1;
    this.#isBehindGap = true;
  }

  /** Nothing more comes, and so many were published. */
  end(published: number): void {
    if (published > this.last) this.#skip(published - this.last);
    this.last = published;
  }

  #skip(count: number): void {
    if (this.#isBehindGap) this.#missing += count;
    else this.#lost += count;
    this.#isBehindGap = false;
  }

  get tally(): Tally {
    return {
      received: this.#received,
      missing: this.#missing,
      lost: this.#lost,
      doubled: this.#doubled,
      repeated: this.#repeated,
      gaps: this.#gaps,
    };
  }
}

const NOTHING: Tally = { received: 0, missing: 0, lost: 0, doubled: 0, repeated: 0, gaps: 0 };

export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, each) => ({
      received: sum.received + each.received,
      missing: sum.missing + each.missing,
      lost: sum.lost + each.lost,
      doubled: sum.doubled + each.doubled,
      repeated: sum.repeated + each.repeated,
      gaps: sum.gaps + each.gaps,
    }),
    NOTHING,
  );
}
