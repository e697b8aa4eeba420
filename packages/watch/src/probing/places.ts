// How many probes run at once: who finds no place waits in line. This file does not know what a probe is.

/** A claim on a place: it waits for one, has one, or has given it back. */
export interface Place {
  /** Gives it back, or leaves the line. It may be called again. */
  free(): void;
}

interface Waiting extends Place {
  readonly begin: (place: Place) => void;
}

/** Bound: each watcher waits at most once, so the line is no longer than there are watchers. */
export class Places {
  readonly #most: number;
  readonly #taken = new Set<Place>();
  readonly #line = new Set<Waiting>();

  constructor(most: number) {
    this.#most = most;
  }

  /** `begin` is called once there is a place: at once if there is one. It has to give the place back. */
  claim(begin: (place: Place) => void): Place {
    const place: Waiting = {
      begin,
      free: () => {
        if (this.#line.delete(place) || !this.#taken.delete(place)) return;
        this.#next();
      },
    };
    this.#line.add(place);
    // Whoever waits already is first.
    this.#next();
    return place;
  }

  get taken(): number {
    return this.#taken.size;
  }

  #next(): void {
    for (const place of this.#line) {
      if (this.#taken.size >= this.#most) return;
      this.#line.delete(place);
      this.#taken.add(place);
      place.begin(place);
    }
  }
}
