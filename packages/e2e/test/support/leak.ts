// What the programs that look for leaks are told and tell. Types only.

export interface LeakJob {
  /** What refuses the dials: nobody at that port of the loopback addresses, or a transport without sockets. */
  readonly port?: number;
  readonly peers: number;
  /** All peers are given up after each round, and registered anew; else they stay for all of it. */
  readonly anew: boolean;
  /** Between two of them the heap is looked at. */
  readonly rounds: number;
  readonly dialsPerRound: number;
}

export interface LeakResult {
  readonly dials: number;
  /** Bytes of heap for each dial or pair. */
  readonly slope: number;
  /** Listeners of the one signal: before the pool is closed, and after. */
  readonly listeners: readonly [between: number, after: number];
  /** Timers, sockets and the like that the process had not had before. */
  readonly resources: readonly string[];
  /** The samples, in MB. */
  readonly heap: string;
}
