// What an engine's own test supplies. Types only.

import type { EngineLike } from "./engine-like.ts";

export interface EngineSuiteOptions {
  /** Stands before the name of each test. */
  readonly name: string;
  /** The runner's: `test` of vitest, node:test or bun, `Deno.test`. */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /** Makes an engine whose channels are empty; each test asks for a new one. */
  readonly engine: () => EngineSuiteSubject | Promise<EngineSuiteSubject>;
  /** What can be proved of it: what is declared must hold. */
  readonly capabilities: EngineSuiteCapabilities;
  /**
   * What this engine is known to do otherwise: names of cases, each with what happens instead. They are run all
   * the same, and fail when the engine has learned it.
   */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Milliseconds in which something has to come. Default: 4,000. */
  readonly timeout?: number;
}

/** What can be proved of this engine in this test. */
export interface EngineSuiteCapabilities {
  /** All that it kept can be lost: `lose` is there. Where it `stalls` too, sessions that are open go on over a loss. */
  readonly loses: boolean;
  /** It can be set back to an older copy of itself: `save` and `restore` are there. */
  readonly restores: boolean;
  /**
   * What it tells can be lost on the way, while it goes on: `cut` and `heal` are there. Its tops are told within the timeout, or where
   * `compare` is there, at once by it.
   */
  readonly cuts: boolean;
  /** It can be away, and come back: `stall` and `resume` are there. */
  readonly stalls: boolean;
  /** Its time can be moved: `advance` is there. Retention and windows are proved by it. */
  readonly time: boolean;
}

/** An engine on trial, and what can be done to it. */
export interface EngineSuiteSubject {
  /** The engine as it is now; after `lose` or `restore` it may be another object. */
  readonly engine: EngineLike;
  /** The time of the engine, for messages: milliseconds since the epoch of Unix. Default: that of the system. */
  now?(): number;
  lose?(): void | Promise<void>;
  save?(): void | Promise<void>;
  restore?(): void | Promise<void>;
  cut?(): void | Promise<void>;
  heal?(): void | Promise<void>;
  /** Lets the engine tell the newest positions now. */
  compare?(): void | Promise<void>;
  stall?(): void | Promise<void>;
  resume?(): void | Promise<void>;
  advance?(milliseconds: number): void | Promise<void>;
  stop?(): void | Promise<void>;
}
