// A pool of the front door whose events are kept and can be waited for.
import { POOL_EVENT_TYPES } from "@skep/core/testing";
import { Pool, type PoolEvent, type PoolOptions } from "skep";
import { Records } from "./records.ts";

export type { Told } from "./records.ts";

/** Retries soon and without chance, as tests have little time. */
export const SOON = { initialDelay: 50, minDelay: 50, maxDelay: 50, jitter: "none" } as const;

export class Watched extends Records {
  readonly pool: Pool;

  constructor(options: PoolOptions = {}) {
    super();
    const retry = { ...SOON, ...options.retry };
    this.pool = new Pool({ ...options, retry });
    for (const type of POOL_EVENT_TYPES)
      this.pool.addEventListener(type, (event) => this.hear(event as unknown as PoolEvent));
  }

  /** Reads the next message of the pool. */
  async read(): Promise<string | Uint8Array> {
    for await (const { data } of this.pool.inbox) return data;
    throw new Error("The inbox has ended.");
  }
}
