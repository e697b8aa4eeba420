// What all queues of one inbox share.

import type { BurstClock } from "../base/burst-clock.ts";
import type { BrakeLaw } from "./brake.ts";
import type { LossBook } from "./losses.ts";
import type { PeerQueue } from "./peer-queue.ts";
import type { Readers } from "./readers.ts";
import type { Ring } from "./ring.ts";
import type { Run } from "./run.ts";
import type { Wall } from "./wall.ts";

/** The queues in which something waits; each is in one of the rings. */
export interface Busy {
  /** With something to read, in turn. */
  readonly ready: Ring<PeerQueue>;
  /** With nothing but what a gate holds. */
  readonly held: Ring<PeerQueue>;
}

export interface Commons extends Busy, BrakeLaw {
  readonly wall: Wall;
  readonly readers: Readers;
  readonly run: Run;
  readonly losses: LossBook;
  readonly burst: BurstClock;
  /** Messages may be parts of buffers that they share. */
  readonly views: boolean;
  /** Messages taken, but for those of the run. */
  readonly counter: { value: number };
}
