// The promise of the inbox as a sum: what a socket delivered is read, waits, or was counted as dropped.

import type { Row } from "./tally.ts";

/** What became of the messages of some peers. */
export interface Account {
  /** Messages that the sockets delivered. */
  readonly received: number;
  readonly read: number;
  /** Messages that still wait in the inbox. */
  readonly queued: number;
  /** Messages that the figures count as dropped. */
  readonly dropped: number;
  /** Messages that the events told as dropped: all of them, but for a second at most. */
  readonly told: number;
}

export function accountOf(rows: readonly Row[]): Account {
  const sum = (figure: (row: Row) => number): number =>
    rows.reduce((total, row) => total + figure(row), 0);
  return {
    received: sum(({ stats }) => stats.received),
    read: sum(({ read }) => read),
    queued: sum(({ stats }) => stats.queued),
    dropped: sum(({ stats }) => stats.dropped),
    told: sum(({ told }) => told),
  };
}

/** Messages that neither arrived at the reader nor were told: what must be 0 at the end. */
export function lostWithoutAWord({ received, read, queued, told }: Account): number {
  return received - read - queued - told;
}
