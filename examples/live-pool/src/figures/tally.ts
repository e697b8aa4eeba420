// Counts what was read and what was told as lost, and holds it against what the sockets delivered.

import type { Peer } from "skep";
import type { DropCause } from "../words/drop-causes.ts";
import { Meter, type Reading } from "./meter.ts";

/** One look at one peer, with what its reader got. */
export interface Row extends Reading {
  readonly id: string;
  /** Messages that the reader got. */
  readonly read: number;
  /** Messages that `overflow` events told as dropped. */
  readonly told: number;
  /** The same by cause. */
  readonly causes: ReadonlyMap<DropCause, number>;
  readonly latest: string | Uint8Array | undefined;
}

/** One look at all of them. */
export interface Sample {
  /** Milliseconds since the start. */
  readonly elapsed: number;
  readonly rows: readonly Row[];
}

interface Entry {
  readonly meter: Meter;
  read: number;
  readonly causes: Map<DropCause, number>;
  latest: string | Uint8Array | undefined;
}

export class Tally {
  readonly #now: () => number;
  readonly #start: number;
  readonly #entries = new Map<string, Entry>();
  /** Messages that the reader got, of all peers. */
  messages = 0;

  /** `now` is monotonic, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#start = now();
  }

  /** Milliseconds since the start. */
  get elapsed(): number {
    return this.#now() - this.#start;
  }

  read(id: string, data: string | Uint8Array): void {
    const entry = this.#entry(id);
    entry.read++;
    entry.latest = data;
    this.messages++;
  }

  told(id: string, dropped: number, why: DropCause): void {
    const { causes } = this.#entry(id);
    causes.set(why, (causes.get(why) ?? 0) + dropped);
  }

  sample(peers: readonly Peer[]): Sample {
    const now = this.#now();
    const rows = peers.map((peer) => {
      const { meter, read, causes, latest } = this.#entry(peer.id);
      const told = [...causes.values()].reduce((sum, dropped) => sum + dropped, 0);
      return { id: peer.id, read, told, causes, latest, ...meter.sample(peer.stats(), now) };
    });
    return { elapsed: now - this.#start, rows };
  }

  #entry(id: string): Entry {
    const known = this.#entries.get(id);
    if (known !== undefined) return known;
    const entry = { meter: new Meter(), read: 0, causes: new Map(), latest: undefined };
    this.#entries.set(id, entry);
    return entry;
  }
}
