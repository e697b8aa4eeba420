// The pool, as its registrations see it. Types only.

import type { MacrotaskBudget } from "../base/macrotask-budget.ts";
import type { PoolInbox } from "../inbox/inbox.ts";
import type { ResolvedPeerOptions, ResolvedPoolOptions } from "../options/resolve.ts";
import type { CloseOptions } from "../peer.ts";
import type { Worker } from "../worker.ts";
import type { PoolEvent } from "./events.ts";
import type { DialerCommon } from "../dialing/peer-dialer.ts";
import type { CommonParts } from "./plugin.ts";
import type { Registration } from "./registration.ts";

export interface RegistrationPool extends DialerCommon {
  readonly options: ResolvedPoolOptions;
  /** What all workers are handed alike. */
  readonly common: CommonParts;
  readonly inbox: PoolInbox;
  /** What all sends and waits of the pool spend. */
  readonly budget: MacrotaskBudget;
  /** Throws what the application's factory throws. */
  makeWorker(options: ResolvedPeerOptions, signal: () => AbortSignal): Worker;
  tell(record: PoolEvent): void;
  remove(registration: Registration, options: CloseOptions): Promise<void>;
  /** The worker has ended; `cause` when it did so by itself with an error. */
  ended(registration: Registration, cause: unknown): void;
}
