// Which partitions of a session have heard its last beat, and which were moved to another server meanwhile. It decides, and sends nothing.

import type { BeatAnswer } from "./beat-script.ts";

export class Beats {
  /** In a cluster, a partition may be at another server than the one that was subscribed to. */
  readonly #mayMove: boolean;
  readonly #partitions = new Set<number>();
  readonly #unheard = new Set<number>();
  /** Those whose server tells nobody of this session: their slot is being moved. */
  readonly #unreached = new Set<number>();
  /** The server that took the last beat of each. */
  readonly #runIds = new Map<number, string>();
  #count = 0;

  constructor(mayMove: boolean) {
    this.#mayMove = mayMove;
  }

  /** A partition that is told beats from now on. */
  add(partition: number): void {
    this.#partitions.add(partition);
  }

  /** The next beat: its text, and the partitions that are to hear it. */
  next(): { readonly text: string; readonly partitions: readonly number[] } {
    this.#unheard.clear();
    for (const partition of this.#partitions) this.#unheard.add(partition);
    return { text: String(++this.#count), partitions: [...this.#partitions] };
  }

  /** A partition has heard this. */
  hear(partition: number, text: string): BeatFindings {
    if (text !== String(this.#count) || !this.#unheard.delete(partition)) return NOTHING;
    // What was published before it was heard again may be lost.
    return { isComplete: this.#unheard.size === 0, hasMoved: this.#unreached.delete(partition) };
  }

  /** A server took the beat of a partition. */
  taken(partition: number, { receivers, runId }: BeatAnswer): BeatFindings {
    if (!this.#mayMove) return NOTHING;
    const before = this.#runIds.get(partition);
    this.#runIds.set(partition, runId);
    const isNew = before !== undefined && before !== runId;
    if (receivers > 0) return { isComplete: false, hasMoved: isNew };
    this.#unreached.add(partition);
    const wasUnheard = this.#unheard.delete(partition);
    return { isComplete: wasUnheard && this.#unheard.size === 0, hasMoved: true };
  }
}

/** `isComplete`: no partition is deaf. `hasMoved`: what this one was told may have been lost on the way. */
export interface BeatFindings {
  readonly isComplete: boolean;
  readonly hasMoved: boolean;
}

const NOTHING: BeatFindings = { isComplete: false, hasMoved: false };
