// A pool with the transport and the environment of this runtime.

import { Pool as CorePool, type PoolOptions as CorePoolOptions } from "@skep/core";
import { type BroughtOptions, complete } from "./complete.ts";

/** Everything that can be set for a whole pool, and nothing that has to be. */
export interface PoolOptions extends Omit<CorePoolOptions, keyof BroughtOptions>, BroughtOptions {}

/**
 * Keeps links to many peers and hands over what they say in one inbox.
 *
 * Events tell what happens (`connected`, `disconnected`, `dialfailed`, `retired`, `overflow`, `warning`,
 * `error`); the inbox gives what arrives. A listener that throws harms nothing but itself: it is told as
 * `error`. The constructor throws a `ConfigError` for an option that cannot be used.
 */
export class Pool extends CorePool {
  constructor(options: PoolOptions = {}) {
    super(complete(options));
  }
}
